"""The floor of the sockets: asyncio and nothing else, from a channel of Redis to who listens on a path.

`python -m bench.broadcast REDIS_URL PORT`: answers the handshake, asks nobody who they are, and sends each message of
channel `floor:<path>` as a text frame.
"""

import asyncio
import base64
import contextlib
import hashlib
import sys

from redis.asyncio import Redis

from app.web.live.frames import frame

GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
rooms: dict[str, set[asyncio.StreamWriter]] = {}


async def sit(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
    except asyncio.IncompleteReadError:  # somebody only looked whether we listen
        writer.close()
        return
    path = head.split(" ", 2)[1]
    keys = [
        line.split(": ")[1] for line in head.split("\r\n") if line.lower().startswith("sec-websocket-key")
    ]
    key = keys[0] if keys else ""
    accept = base64.b64encode(hashlib.sha1((key + GUID).encode()).digest()).decode()  # noqa: S324 - RFC 6455, 4.2.2
    words = ["HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade"]
    writer.write("\r\n".join([*words, f"Sec-WebSocket-Accept: {accept}", "", ""]).encode())
    rooms.setdefault(path, set()).add(writer)
    with contextlib.suppress(ConnectionError):
        while await reader.read(4096):
            pass
    rooms[path].discard(writer)
    writer.close()


async def main(url: str, port: int) -> None:
    async with Redis.from_url(url, decode_responses=True) as redis, redis.pubsub() as ear:
        await ear.psubscribe("floor:*")
        server = await asyncio.start_server(sit, "127.0.0.1", port)
        async with server:
            async for message in ear.listen():
                if message["type"] != "pmessage":
                    continue
                data = frame(message["data"])
                for writer in rooms.get(message["channel"].removeprefix("floor:"), ()):
                    writer.write(data)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
