"""[organizations.NAME]: on what terms an organization is served."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from config.schema.share import LARGEST, WHOLE, Share
from config.schema.table import Table


def _at_most(times: int) -> AfterValidator:
    def check(share: Share) -> Share:
        if share > times * WHOLE:
            raise PydanticCustomError("share", "must be at most {most}%", {"most": times * 100})
        return share

    return AfterValidator(check)


class OrganizationTable(Table):
    """On what terms an organization is served.

    What it is charged for a call is what the call costs, with the margin added, the discount then taken off, and the amount rounded
    up once to a whole billionth. An organization without a table is charged what its calls cost.
    """

    margin: Annotated[Share, _at_most(LARGEST)] = Field(
        default=Share(0), description='Added to what a call costs, such as `"10%"` or 0.1; at most 10,000 %.'
    )
    discount: Annotated[Share, _at_most(1)] = Field(
        default=Share(0), description='Then taken off the sum of both, such as `"2.5%"` or 0.025.'
    )
    currency: str = Field(
        default="USD",
        pattern=r"^[A-Z][A-Z0-9]{2,9}$",
        description="What its charges are called where they are shown. A label: nothing is converted, so a rate belongs into the margin.",
    )
