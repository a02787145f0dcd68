"""The part of a policy's document that every kind has."""

from typing import Annotated, Literal

from pydantic import Field

from app.domain.cancellation import Tier
from app.domain.fields import Minutes, Part


class Absence(Part):
    """What an absence costs, and what it frees.

    Shapes:  frees `unpassed`: all that had not entirely passed; `after_first_unit`: all but the first unit of time.
    """

    charges: Literal["nothing", "first_unit", "all"] = "nothing"
    frees: Literal["unpassed", "after_first_unit"] = "unpassed"


class PolicyDocument(Part):
    """The rules under which units are reserved."""

    kind: str
    before_min: Minutes = 0
    after_min: Minutes = 0
    infants_count: bool = False
    each_person_takes_one: bool = False
    pending_blocks: bool = True
    pending_expires_hours: Annotated[int, Field(ge=1, le=24 * 90, strict=True)] | None = None
    absence: Absence = Absence()
    cancellation: Annotated[tuple[Tier, ...], Field(max_length=20)] = ()
