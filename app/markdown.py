"""A business's own text, written in Markdown: read as CommonMark, then cleaned of all that could act."""

from __future__ import annotations

from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

TAGS = {"p", "br", "hr", "h2", "h3", "h4", "strong", "em", "ul", "ol", "li", "blockquote", "code", "pre", "a"}
SCHEMES = {"http", "https", "mailto", "tel"}
FIRST, LAST = 2, 4


@lru_cache(maxsize=1)
def _reader() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "breaks": True}).disable("image")


@lru_cache(maxsize=512)
def rendered(text: str) -> Markup:
    """Answer a text as HTML: its headings begin right below the page's own, links lead to known schemes only."""
    tokens = _reader().parse(text)
    headings = [token for token in tokens if token.type in {"heading_open", "heading_close"}]
    highest = min((int(token.tag[1]) for token in headings), default=FIRST)
    for token in headings:
        token.tag = f"h{min(int(token.tag[1]) - highest + FIRST, LAST)}"
    html = _reader().renderer.render(tokens, _reader().options, {})
    clean = nh3.clean(
        html,
        tags=TAGS,
        attributes={"a": {"href", "title"}},
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer",
    )
    return Markup(clean)  # noqa: S704  cleaned just now
