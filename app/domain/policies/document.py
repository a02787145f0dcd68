"""The part of a policy's document that every kind has."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from app.domain.cancellation import Tier
from app.domain.fields import Minutes, Part
from app.domain.restrictions import Restrictions
from app.domain.visitors import Coming


class Absence(Part):
    """What an absence costs, and what it frees.

    Shapes:  frees `unpassed`: all that had not entirely passed; `after_first_unit`: all but the first unit of time.
    """

    charges: Literal["nothing", "first_unit", "all"] = "nothing"
    frees: Literal["unpassed", "after_first_unit"] = "unpassed"


class Ages(Part):
    """Who counts as an infant and who as a child: those who are younger than that."""

    infant_below: Annotated[int, Field(ge=0, le=25, strict=True)]
    child_below: Annotated[int, Field(ge=0, le=25, strict=True)]

    @model_validator(mode="after")
    def _is_in_order(self) -> Self:
        if self.child_below < self.infant_below:
            raise PydanticCustomError("ages_out_of_order", "ages out of order")
        return self


class PolicyDocument(Part):
    """The rules under which units are reserved.

    Shapes:  a client may change people and cancel on their own page until `self_service_until_hours` before the
             start; None: not by themselves.
    """

    kind: str
    before_min: Minutes = 0
    after_min: Minutes = 0
    infants_count: bool = False
    each_person_takes_one: bool = False
    restrictions: Restrictions = Restrictions()
    ages: Ages | None = None
    pending_blocks: bool = True
    pending_expires_hours: Annotated[int, Field(ge=1, le=24 * 90, strict=True)] | None = None
    visitors: Coming = "ask"
    self_service_until_hours: Annotated[int, Field(ge=0, le=24 * 365, strict=True)] | None = 24
    absence: Absence = Absence()
    cancellation: Annotated[tuple[Tier, ...], Field(max_length=20)] = ()
