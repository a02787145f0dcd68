"""A server that speaks as much of S3 as a store needs: put, get, delete, list."""

from __future__ import annotations

import contextlib
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape, unescape

WRITTEN = "Mon, 30 Nov 2026 10:00:00 GMT"


class Handler(BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"

    @property
    def files(self) -> dict[str, bytes]:
        """What the bucket holds."""
        return self.server.files

    @property
    def key(self) -> str:
        """The key asked for, without its bucket."""
        return unquote(urlsplit(self.path).path).lstrip("/").partition("/")[2]

    def do_PUT(self) -> None:
        """Keep a file."""
        self.files[self.key] = self.rfile.read(int(self.headers["Content-Length"]))
        self.answer(200)

    def do_GET(self) -> None:
        """Give a file, or the list of them."""
        asked = parse_qs(urlsplit(self.path).query)
        if "list-type" in asked:
            self.answer(200, self.listed(asked.get("prefix", [""])[0]), kind="application/xml")
        elif self.key in self.files:
            self.answer(200, self.files[self.key])
        else:
            self.answer(404, b"<Error><Code>NoSuchKey</Code></Error>", kind="application/xml")

    def do_POST(self) -> None:
        """Remove several files."""
        asked = self.rfile.read(int(self.headers["Content-Length"])).decode()
        keys = [unescape(key) for key in re.findall("<Key>(.*?)</Key>", asked)]
        for key in keys:
            self.files.pop(key, None)
        gone = "".join(f"<Deleted><Key>{escape(key)}</Key></Deleted>" for key in keys)
        self.answer(200, f"<DeleteResult>{gone}</DeleteResult>".encode(), kind="application/xml")

    def listed(self, prefix: str) -> bytes:
        """The list of what begins so."""
        found = "".join(
            f"<Contents><Key>{escape(key)}</Key><Size>{len(data)}</Size><ETag>x</ETag>"
            "<LastModified>2026-11-30T10:00:00.000Z</LastModified></Contents>"
            for key, data in self.files.items()
            if key.startswith(prefix)
        )
        return f"<ListBucketResult><IsTruncated>false</IsTruncated>{found}</ListBucketResult>".encode()

    def answer(self, status: int, body: bytes = b"", kind: str = "application/octet-stream") -> None:
        """Send an answer."""
        self.send_response(status)
        for name, value in (
            ("Content-Length", str(len(body))), ("Content-Type", kind), ("ETag", '"x"'), ("Last-Modified", WRITTEN),
        ):  # fmt: skip
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextlib.contextmanager
def serving_s3():
    """Serve a bucket on the loopback."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.files = {}
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
