"""What a business shows of itself to visitors: the site, its units and its own pages.

Texts are kept by language; what is missing in one is said in the business's own.
"""

import re
import unicodedata
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.domain.colours import contrast, darkened, is_colour, is_readable
from app.domain.refusal import Refusal

ACCENT = "#08615c"
LONGEST_LINE, LONGEST_INTRO, LONGEST_TEXT, LONGEST_PHONE = 120, 400, 20_000, 60
MOST_PICTURES, MOST_PHONES, MOST_HOSTS, MOST_PAGES = 24, 4, 20, 30
LONGEST_SLUG = 60
TAKEN_SLUGS = frozenset({"new", "edit"})
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_HOST = re.compile(
    r"(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(:\d{1,5})?"
)
_BLANK = re.compile(r"[^a-z0-9]+")

Words = dict[str, str]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SiteDocument(_Part):
    """The face of a business: what it says, its colour, where it is.

    Shapes:  pictures by their references; `embed_hosts` are sites that may show the estimator in a frame.
    Units:   latitude and longitude in degrees.
    """

    headline: Words = {}
    intro: Words = {}
    about: Words = {}
    hours: Words = {}
    directions: Words = {}
    how_to_pay: Words = {}
    hero: str = ""
    logo: str = ""
    accent: str = ACCENT
    letters: Literal["serif", "sans"] = "serif"
    phones: tuple[str, ...] = ()
    latitude: Annotated[float, Field(ge=-90, le=90)] | None = None
    longitude: Annotated[float, Field(ge=-180, le=180)] | None = None
    embed_hosts: tuple[str, ...] = ()


class UnitPage(_Part):
    """What visitors see of a unit beside its facts."""

    is_shown: bool = True
    line: Words = {}
    text: Words = {}
    pictures: tuple[str, ...] = ()


class FreePage(_Part):
    """A page of a business's own: about, rules, questions, or what the law asks for."""

    title: Words = {}
    text: Words = {}
    place: Literal["menu", "foot", "hidden"] = "foot"


def said(words: Words, language: str, own: str) -> str:
    """Return a text in a language, else in the business's own, else in any."""
    return words.get(language) or words.get(own) or next(filter(None, words.values()), "")


def slug_of(name: str) -> str:
    """Return a name as an address can hold it; '' where nothing of it can."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return _BLANK.sub("-", plain).strip("-")[:LONGEST_SLUG].strip("-")


def free_slug(name: str, taken: set[str]) -> str:
    """Return an address for a name that nobody has yet."""
    wanted = slug_of(name) or "unit"
    tries = (wanted, *(f"{wanted}-{number}" for number in range(2, len(taken) + 3)))
    return next(each for each in tries if each not in taken and each not in TAKEN_SLUGS)


def slug_refusals(slug: str, taken: set[str]) -> list[Refusal]:
    """Return what speaks against an address.

    Refuses: bad_slug, slug_taken.
    """
    if not _SLUG.fullmatch(slug) or len(slug) > LONGEST_SLUG or slug in TAKEN_SLUGS:
        return [Refusal("bad_slug", "slug", {"better": slug_of(slug)})]
    return [Refusal("slug_taken", "slug", {"slug": slug})] if slug in taken else []


def site_refusals(doc: SiteDocument, own: str) -> list[Refusal]:
    """Return what speaks against a site; `own` is the business's language.

    Refuses: text_too_long, headline_missing, bad_colour, pale_colour, too_many, half_a_place, bad_host.
    """
    refusals = [
        *_too_long("headline", doc.headline, LONGEST_LINE),
        *_too_long("intro", doc.intro, LONGEST_INTRO),
        *_too_long("hours", doc.hours, LONGEST_INTRO),
        *_too_long("directions", doc.directions, LONGEST_INTRO),
        *_too_long("how_to_pay", doc.how_to_pay, LONGEST_INTRO),
        *_too_long("about", doc.about, LONGEST_TEXT),
        *(
            Refusal("text_too_long", "phones", {"most": LONGEST_PHONE})
            for each in doc.phones
            if len(each) > LONGEST_PHONE
        ),
    ]
    if not doc.headline.get(own):
        refusals.append(Refusal("headline_missing", f"headline_{own}", {}))
    if not is_colour(doc.accent):
        refusals.append(Refusal("bad_colour", "accent", {}))
    elif not is_readable(doc.accent):
        ratio = round(contrast(doc.accent, "#ffffff"), 1)
        refusals.append(Refusal("pale_colour", "accent", {"ratio": ratio, "better": darkened(doc.accent)}))
    if (doc.latitude is None) != (doc.longitude is None):
        refusals.append(Refusal("half_a_place", "latitude", {}))
    if len(doc.phones) > MOST_PHONES:
        refusals.append(Refusal("too_many", "phones", {"most": MOST_PHONES}))
    if len(doc.embed_hosts) > MOST_HOSTS:
        refusals.append(Refusal("too_many", "embed_hosts", {"most": MOST_HOSTS}))
    bad = [host for host in doc.embed_hosts if not _HOST.fullmatch(host) or len(host) > 253 or _is_wide(host)]
    if bad:
        refusals.append(Refusal("bad_host", "embed_hosts", {"host": bad[0]}))
    return refusals


def unit_refusals(page: UnitPage) -> list[Refusal]:
    """Return what speaks against the page of a unit.

    Refuses: text_too_long, too_many.
    """
    refusals = [*_too_long("line", page.line, LONGEST_LINE), *_too_long("text", page.text, LONGEST_TEXT)]
    if len(page.pictures) > MOST_PICTURES:
        refusals.append(Refusal("too_many", "pictures", {"most": MOST_PICTURES}))
    return refusals


def page_refusals(page: FreePage, own: str) -> list[Refusal]:
    """Return what speaks against a page of a business's own.

    Refuses: title_missing, text_too_long.
    """
    refusals = [*_too_long("title", page.title, LONGEST_LINE), *_too_long("text", page.text, LONGEST_TEXT)]
    if not page.title.get(own):
        refusals.append(Refusal("title_missing", f"title_{own}", {}))
    return refusals


def _is_wide(host: str) -> bool:
    """Tell whether a host stands for everybody below a name that everybody shares, as *.com."""
    return host.startswith("*.") and host.count(".") < 2


def _too_long(name: str, words: Words, most: int) -> list[Refusal]:
    return [
        Refusal("text_too_long", f"{name}_{key}", {"most": most})
        for key, text in words.items()
        if len(text) > most
    ]
