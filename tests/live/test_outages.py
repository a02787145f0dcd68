"""Processes that freeze, die and come back; readers that do not read."""

from __future__ import annotations

import os
import signal
import socket
import time

import pytest

from tests.live.test_socket import told


@pytest.fixture
def worker(site):
    """The socket's worker process, below gunicorn's arbiter."""

    def find() -> int:
        children = f"/proc/{site.process.pid}/task/{site.process.pid}/children"
        with open(children) as text:
            return int(text.read().split()[0])

    return find


def test_a_frozen_process_tells_everything_once_it_goes_on(site, houses, listen, worker):
    page = listen(site.member(houses[0]))
    page.next("hello")
    os.kill(worker(), signal.SIGSTOP)
    try:
        for number in range(5):
            told(site, houses[0], ("reservation", f"R{number}"))
    finally:
        os.kill(worker(), signal.SIGCONT)
    assert [page.change("reservation")[0] for _ in range(5)] == [f"R{number}" for number in range(5)]


def test_a_killed_process_is_replaced_and_a_page_that_comes_back_misses_nothing(site, houses, listen, worker):
    member = site.member(houses[0])
    page = listen(member)
    hello = page.next("hello")
    before = worker()
    os.kill(before, signal.SIGKILL)
    for number in range(7):
        told(site, houses[0], ("reservation", f"R{number}"))
    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            if worker() != before and site.get_live("/healthz") == 200:
                break
        except (OSError, IndexError):
            time.sleep(0.1)
    back = listen(member, epoch=hello["epoch"], since=hello["seq"])
    assert back.next("hello")["resumed"] is True
    assert [back.change("reservation")[0] for _ in range(7)] == [f"R{number}" for number in range(7)]


def test_a_reader_that_does_not_read_delays_nobody_and_is_cut_with_whole_frames(site, houses, listen):
    """It takes nothing from its socket while thousands of long frames are told."""
    slow, quick = site.member(houses[0]), listen(site.member(houses[0], "owner"))
    quick.next("hello")
    raw = _open(site, slow)
    refs = [
        ("reservation", f"REFERENCE-{number:04}") for number in range(700)
    ]  # more in all than the system's buffers take
    worst = 0.0
    for number in range(700):
        begun = time.monotonic()
        told(site, houses[0], *refs, ("mark", str(number)))
        assert quick.change("mark") == [str(number)]
        worst = max(worst, time.monotonic() - begun)
    assert worst < 2.0
    raw.settimeout(5)
    got = b"".join(iter(lambda: _read(raw), b""))
    raw.close()
    frames, rest = _frames(got.partition(b"\r\n\r\n")[2])
    assert len(frames) > 2
    assert len(frames) < 700
    assert all(text.startswith("{") and text.endswith("}") for text in frames)
    assert len(rest) < len(frames[-1]) + 10


def test_on_a_stop_everybody_is_asked_to_come_back_and_nothing_is_waited_for(site, houses, listen):
    pages = [listen(site.member(houses[0], role)) for role in ("owner", "staff")]
    for page in pages:
        page.next("hello")
    os.kill(site.process.pid, signal.SIGHUP)  # a new worker, and the old one is told to stop
    begun = time.monotonic()
    assert [page.closed_with(within=8) for page in pages] == [1012, 1012]
    assert time.monotonic() - begun < 8
    member = site.member(houses[0])
    until = time.monotonic() + 10
    while member.knock(site.web) != 101 and time.monotonic() < until:
        time.sleep(0.1)
    listen(member).next("hello")


def _open(site, member) -> socket.socket:
    raw = socket.socket()
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    raw.connect(("127.0.0.1", site.port))
    lines = [
        f"GET /{member.house.tenant.slug}/admin/live HTTP/1.1", f"Host: 127.0.0.1:{site.port}", "Connection: Upgrade",
        "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        f"Cookie: session={member.cookie}", f"Origin: {site.web}", "", "",
    ]  # fmt: skip
    raw.sendall("\r\n".join(lines).encode())
    return raw


def _read(raw: socket.socket) -> bytes:
    try:
        return raw.recv(1 << 16)
    except OSError:
        return b""


def _frames(data: bytes) -> tuple[list[str], bytes]:
    """The whole text frames of a stream, and what is left of a last one."""
    found = []
    while len(data) >= 4:
        short = data[1] & 127
        start = 4 if short == 126 else 10 if short == 127 else 2
        size = int.from_bytes(data[2:start]) if start > 2 else short
        if len(data) < start + size:
            break
        assert data[0] == 0x81
        found.append(data[start : start + size].decode())
        data = data[start + size :]
    return found, data
