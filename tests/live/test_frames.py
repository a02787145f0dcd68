"""Frames that go at once, and what a slow reader leaves of them."""

from __future__ import annotations

from app.web.live.frames import WholeSends


class Reader:
    """The inner socket of a reader who takes so many bytes at a time without being waited for."""

    def __init__(self, *takes: int) -> None:
        self.takes, self.got = list(takes), b""

    def send(self, data: bytes, _flags: int, _timeout: float) -> int:
        if not self.takes:
            raise BlockingIOError
        taken = data[: self.takes.pop(0)]
        self.got += taken
        return len(taken)

    def sendall(self, data: bytes) -> None:
        self.got += data


def test_a_frame_that_fits_is_sent_at_once():
    reader = Reader(99)
    assert WholeSends(reader).send_now(b"frame") is None
    assert reader.got == b"frame"


def test_a_frame_that_nobody_takes_stays_whole():
    reader = Reader()
    assert WholeSends(reader).send_now(b"frame") == b"frame"
    assert reader.got == b""


def test_the_rest_of_a_frame_goes_before_everything_else():
    reader = Reader(2, 99)
    socket = WholeSends(reader)
    assert socket.send_now(b"first") == b""
    assert socket.send_now(b"second") == b"second"
    socket.send(b"pong")
    assert reader.got == b"firstpong"
    assert socket.send_now(b"second") is None
    assert reader.got == b"firstpongsecond"


def test_nobody_sends_into_somebody_elses_frame():
    reader = Reader(99)
    socket = WholeSends(reader)
    with socket._lock:
        assert socket.send_now(b"frame") == b"frame"
    assert reader.got == b""
