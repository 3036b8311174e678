"""Controls: attributes that are drawn for every brief, with what can be checked about each."""

import random
import re
from collections.abc import Collection
from typing import Annotated, Self

from pydantic import AfterValidator, Field, ValidationInfo, field_validator, model_validator

from ..runtime.frozen import Frozen, by_name, is_list, is_mapping
from .passages import PassageSettings


class Option(Frozen):
    """One value of a control. What it says about the draft's main text can be asked and, where set, is checked."""

    weight: float = Field(default=1.0, gt=0)
    about: str = ""
    """What the writer is told beside the value."""
    words: tuple[int, int] | None = None
    """Least and most words of the checked part."""
    characters: tuple[int, int] | None = None
    """Least and most characters of the checked part, spaces included."""
    contains: tuple[Annotated[str, Field(min_length=1)], ...] = ()
    """What the checked part must mention: words or phrases, in any case and with any ending."""
    pattern: str | None = None
    """A regular expression that must match somewhere in the checked part."""
    passages: PassageSettings | None = Field(default=None, exclude_if=lambda passages: passages is None)
    """What briefs with this value bring along, in place of the scenario's `passages`."""

    @field_validator("words", "characters")
    @classmethod
    def _band(cls, band: tuple[int, int] | None, info: ValidationInfo) -> tuple[int, int] | None:
        if band is not None and not 0 <= band[0] <= band[1]:
            raise ValueError(f"{info.field_name} must be [least, most] with 0 <= least <= most, not {list(band)}")
        return band

    @field_validator("pattern")
    @classmethod
    def _compiles(cls, pattern: str | None) -> str | None:
        try:
            re.compile(pattern or "")
        except re.error as error:
            raise ValueError(f"pattern is no regular expression: {error}") from error
        return pattern

    @property
    def is_checked(self) -> bool:
        """Whether anything about it can be measured."""
        return bool(self.words or self.characters or self.contains or self.pattern)

    def demands(self, part: str) -> list[str]:
        """Return in words what is measured of a part, but for the pattern, which `about` has to explain."""
        told = [
            f"{band[0]} to {band[1]} {unit} in the {part}"
            for unit, band in (("words", self.words), ("characters", self.characters))
            if band
        ]
        return [*told, f"the {part} must mention: {', '.join(self.contains)}"] if self.contains else told


class Control(Frozen):
    """An attribute of a brief: one of its options is drawn by weight."""

    options: Annotated[dict[str, Option], AfterValidator(by_name)] = Field(min_length=1)
    checks: str = "response"
    """The part of the draft that is measured."""
    ranked: tuple[str, ...] = ()
    """All options, the easiest first, where that means something: `dramaturg export --order` follows it."""
    told: str | None = None
    """The role of a conversation that alone is told of it, as of a mood that is its own; None for all."""

    @field_validator("options", mode="before")
    @classmethod
    def _brief_forms(cls, options: object) -> object:
        """Allow a list for equal weights, and a number for an option that has nothing but a weight."""
        if is_list(options):
            return {str(name): Option() for name in options}
        if is_mapping(options):
            return {str(n): {"weight": v} if isinstance(v, int | float) else v for n, v in options.items()}
        return options

    @model_validator(mode="after")
    def _ranks_every_option(self) -> Self:
        if self.ranked and sorted(self.ranked) != sorted(self.options):
            raise ValueError(f"ranked must name every option once: {', '.join(self.options)}")
        return self

    @property
    def is_checked(self) -> bool:
        """Whether anything about it can be measured."""
        return any(option.is_checked for option in self.options.values())

    def draw(self, random_stream: random.Random) -> "Drawn":
        """Draw one option by weight."""
        names = list(self.options)
        weights = [self.options[name].weight for name in names]
        value = random_stream.choices(names, weights)[0]
        return self.fixed(value, self.options[value].weight / sum(weights))

    def without(self, values: Collection[str]) -> "Control":
        """Return the control with these options left out; one at least must stay."""
        return self.model_copy(update={"options": {n: o for n, o in self.options.items() if n not in values}})

    def fixed(self, value: str, chance: float = 1.0) -> "Drawn":
        """Return the named option as if it had been drawn, with this probability."""
        return Drawn(
            value=value,
            option=self.options[value],
            checks=self.checks,
            told=self.told,
            among={name: option.about for name, option in self.options.items()},
            chance=chance,
        )


class Drawn(Frozen):
    """A control's option as drawn for a brief."""

    value: str
    option: Option
    checks: str
    told: str | None = None
    among: dict[str, str] = {}
    """All options that it was drawn from → what they mean, for witnesses who choose among them."""

    chance: float = 1.0
    """With which probability; the product over a brief's controls is that of the combination."""

    def direction(self, name: str) -> str:
        """Return the control in words for the writer."""
        about = (self.told and f"of the {self.told}", self.option.about, *self.option.demands(self.checks))
        notes = [note for note in about if note]
        return f"{name}: {self.value}" + (f" ({'; '.join(notes)})" if notes else "")
