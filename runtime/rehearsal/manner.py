"""Manners: how well the rehearsal model behaves, told by its name."""

from functools import lru_cache
from typing import Final, Literal, get_args

from pydantic import Field, ValidationError

from ..errors import UsageError
from ..frozen import Frozen
from ..models import REHEARSAL

Conduct = Literal["plain", "sloppy", "obedient"]

NAMES: Final = (REHEARSAL, *(f"{REHEARSAL}:{conduct}" for conduct in get_args(Conduct)))
"""The models that there are, each of which may name a rate of defects besides."""


class Manner(Frozen):
    """How a rehearsal model replies, and at what rate its first drafts have a planted defect."""

    conduct: Conduct = "plain"
    defects: float = Field(default=0.25, ge=0, le=1)


@lru_cache(maxsize=64)
def manner_of(model: str) -> Manner:
    """Read a model's name: `rehearsal`, `rehearsal:sloppy`, `rehearsal:sloppy,defects=0.4` and the like.

    Raises:
        UsageError: it names no manner of the rehearsal model.
    """
    name, colon, rest = model.partition(":")
    if name != REHEARSAL:
        raise _unknown(model)
    read: dict[str, object] = {}
    for word in rest.split(",") if colon else ():
        key, _, value = word.strip().partition("=")
        if key in get_args(Conduct) and not value and "conduct" not in read:
            read["conduct"] = key
        elif key == "defects" and key not in read:
            read[key] = value
        else:
            raise _unknown(model)
    try:
        return Manner.model_validate(read)
    except ValidationError:
        raise _unknown(model) from None


def _unknown(model: str) -> UsageError:
    return UsageError(
        f"there is no rehearsal model {model!r}",
        fix=f"use one of: {', '.join(NAMES)}; defects=RATE (0 to 1) may follow: {REHEARSAL}:sloppy,defects=0.4",
    )
