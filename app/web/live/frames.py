"""Text frames as bytes, written once for all who hear the same, and a socket that never sends half of one.

Source:  RFC 6455, 5.2: a server's frames carry no mask.
"""

from __future__ import annotations

import threading
from typing import Any

TEXT = 0x81
SHORT, MEDIUM = 126, 1 << 16


def frame(text: str) -> bytes:
    """Answer a whole text frame."""
    body = text.encode()
    if len(body) < SHORT:
        return bytes((TEXT, len(body))) + body
    if len(body) < MEDIUM:
        return bytes((TEXT, 126)) + len(body).to_bytes(2) + body
    return bytes((TEXT, 127)) + len(body).to_bytes(8) + body


class WholeSends:
    """A socket whose `send` sends all of it or fails, one sender after the other.

    The library sends once and not all of it, so a slow reader would get half a frame; and it sends its pongs
    from another thread than the one that sends events.
    """

    def __init__(self, inner: Any) -> None:
        self._inner = inner
        self._lock = threading.Lock()
        self._rest = b""

    def send(self, data: bytes) -> int:
        """Send all of it, behind what is left of the frame before.

        Raises:  OSError when the other side is gone.
        """
        with self._lock:
            self._inner.sendall(self._rest + data)
            self._rest = b""
        return len(data)

    def send_now(self, data: bytes) -> bytes | None:
        """Send without waiting, and answer what must still be given to `send`; None where all is on its way.

        Nobody is woken for a frame that fits, which is nearly every one. What a slow reader has not taken of it stays
        here: an empty frame given to `send` sends the rest.
        """
        if self._rest or not self._lock.acquire(blocking=False):
            return data
        try:
            sent = self._inner.send(data, 0, 0.0)  # gevent's own argument: wait for nothing
        except OSError:
            return data
        finally:
            self._lock.release()
        self._rest = data[sent:]
        return b"" if self._rest else None

    def __getattr__(self, name: str) -> Any:
        """Answer everything else as the socket does."""
        return getattr(self._inner, name)
