"""Sockets and requests as bytes on the loopback: the measuring side must cost little itself."""

import asyncio
import time


async def hear(reader: asyncio.StreamReader, mark: bytes) -> float:
    """Answer when a frame with a mark came; others are passed over."""
    while True:
        head = await reader.readexactly(2)
        size = head[1] & 127
        if size == 126:
            size = int.from_bytes(await reader.readexactly(2))
        body = await reader.readexactly(size)
        if mark in body:
            return time.monotonic()


async def open_all(
    port: int, doors: list[str]
) -> list[tuple[str, asyncio.StreamReader, asyncio.StreamWriter]]:
    found = []
    for start in range(0, len(doors), 20):
        found += await asyncio.gather(*(_knock(port, door) for door in doors[start : start + 20]))
    return found


async def _knock(port: int, door: str) -> tuple[str, asyncio.StreamReader, asyncio.StreamWriter]:
    path, _space, cookie = door.partition(" ")
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
    return path, reader, writer


async def ask(port: int, method: str, path: str, cookie: str, body: str = "") -> str:
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
