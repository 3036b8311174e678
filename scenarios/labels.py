"""Labels: the classes that a text may be of, and which of them a brief asks for."""

from typing import NamedTuple

from pydantic import Field

from ..runtime.frozen import Frozen
from .brief import Brief


class LabelSettings(Frozen):
    """What `settings:` of a scenario with labels may say."""

    label: str = Field(default="label", description="the control whose options are the labels")
    committee: int = Field(
        default=3, ge=1, le=9, description="annotators who decide where the first does not confirm the label"
    )
    may_name_label: bool = Field(
        default=False, description="whether a text may hold the name of its label, as a topic's is hard to avoid"
    )


class Labels(NamedTuple):
    """The label that a brief asks for, and what each that there is means."""

    wanted: str
    meanings: dict[str, str]

    @property
    def meaning(self) -> str:
        """What the wanted label means, or nothing."""
        return self.meanings[self.wanted]


def settings_of(brief: Brief) -> LabelSettings:
    """Return a brief's settings for labels."""
    return LabelSettings.model_validate(brief.settings)


def labels_of(brief: Brief) -> Labels:
    """Return the labels of a brief whose scenario has a control for them."""
    drawn = brief.controls[settings_of(brief).label]
    return Labels(drawn.value, drawn.among)
