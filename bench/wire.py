"""Sockets and requests as bytes on the loopback: the measuring side must cost little itself."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

AT_ONCE = 20
PING_S, PATIENCE_S = 20.0, 20.0
PING = b"\x81\x8c\x00\x00\x00\x00" + b'{"t":"ping"}'  # masked with zeros


@dataclass(frozen=True)
class Socket:
    """A page's socket that only listens."""

    path: str
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def hear(self, mark: bytes) -> float:
        """Answer when a frame with a mark came; others are passed over.

        Raises:  RuntimeError when nothing came, so that a run ends whatever is lost.
        """
        try:
            async with asyncio.timeout(PATIENCE_S):
                return await self._hear(mark)
        except (TimeoutError, asyncio.IncompleteReadError) as error:
            raise RuntimeError(f"A socket of {self.path} did not hear {mark!r}: {error!r}") from error

    async def _hear(self, mark: bytes) -> float:
        while True:
            head = await self.reader.readexactly(2)
            size = head[1] & 127
            if size == 126:
                size = int.from_bytes(await self.reader.readexactly(2))
            body = await self.reader.readexactly(size)
            if mark in body:
                return time.monotonic()


@asynccontextmanager
async def listening(port: int, doors: list[str]) -> AsyncIterator[list[Socket]]:
    """Open sockets, and keep them as pages do: who says nothing for 50 s is taken for gone."""
    found: list[Socket] = []
    keeping = asyncio.create_task(_keep(found))
    try:
        for start in range(0, len(doors), AT_ONCE):
            found += await asyncio.gather(*(_knock(port, door) for door in doors[start : start + AT_ONCE]))
        yield found
    finally:
        keeping.cancel()
        for one in found:
            one.writer.close()


async def _keep(sockets: list[Socket]) -> None:
    while True:
        await asyncio.sleep(PING_S)
        for one in sockets:
            one.writer.write(PING)


async def _knock(port: int, door: str) -> Socket:
    path, _space, cookie = door.partition(" ")
    async with asyncio.timeout(PATIENCE_S):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        lines = [
            f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", "Connection: Upgrade", "Upgrade: websocket",
            "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", f"Cookie: session={cookie}",
            f"Origin: http://127.0.0.1:{port}", "", "",
        ]  # fmt: skip
        writer.write("\r\n".join(lines).encode())
        answer = await reader.readuntil(b"\r\n\r\n")
    if b" 101 " not in answer:
        raise RuntimeError(answer.decode()[:200])
    return Socket(path, reader, writer)


async def ask(port: int, method: str, path: str, cookie: str, body: str = "") -> str:
    """Answer what a server says, whole, on a connection of its own."""
    async with asyncio.timeout(PATIENCE_S):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        lines = [
            f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", f"Cookie: session={cookie}", "HX-Request: true",
            "Connection: close", "Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}", "", body,
        ]  # fmt: skip
        if path.endswith("/new"):
            lines.remove("HX-Request: true")
        writer.write("\r\n".join(lines).encode())
        answer = await reader.read()
    writer.close()
    return answer.decode(errors="replace")
