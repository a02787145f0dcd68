"""Where the tiles of a map come from: by setting, and fetched by a visitor's browser only after a click."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from app.environ import Reader

OPEN_STREET_MAP = "https://tile.openstreetmap.org/{z}/{x}/{y}.png"
ITS_ATTRIBUTION = "© OpenStreetMap contributors"
NONE = "none"


@dataclass(frozen=True)
class MapTiles:
    """A server of tiles: its address with {z}, {x} and {y}, and whom to name."""

    url: str
    attribution: str

    @property
    def origin(self) -> str:
        """Answer the host that a page has to allow pictures from."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"


def read(reader: Reader) -> MapTiles | None:
    """Answer the server of tiles that the settings name; `none` is none."""
    url = reader.text("MAP_TILES", OPEN_STREET_MAP)
    if url == NONE:
        return None
    parts = urlsplit(url)
    is_usable = parts.scheme in {"https", "http"} and parts.netloc and not set(parts.netloc) & set("{} ;,'\"")
    if not is_usable or not all(each in url for each in ("{z}", "{x}", "{y}")):
        reader.problems.append("MAP_TILES must be an address with {z}, {x} and {y}, or none.")
        return None
    usual = ITS_ATTRIBUTION if url == OPEN_STREET_MAP else parts.netloc
    return MapTiles(url, reader.text("MAP_ATTRIBUTION", usual))
