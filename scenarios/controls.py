"""Controls: attributes that are drawn for every brief, with what can be checked about each."""

import random
import re
from collections.abc import Collection
from typing import Annotated

from pydantic import AfterValidator, Field, field_validator

from ..runtime.frozen import Frozen, by_name, is_list, is_mapping


class Option(Frozen):
    """One value of a control. What it says about the draft's main text can be asked and, where set, is checked."""

    weight: float = Field(default=1.0, gt=0)
    about: str = ""
    """What the writer is told beside the value."""
    words: tuple[int, int] | None = None
    """Least and most words of the checked part."""
    pattern: str | None = None
    """A regular expression that must match somewhere in the checked part."""

    @field_validator("words")
    @classmethod
    def _band(cls, words: tuple[int, int] | None) -> tuple[int, int] | None:
        if words is not None and not 0 <= words[0] <= words[1]:
            raise ValueError(f"words must be [least, most] with 0 <= least <= most, not {list(words)}")
        return words

    @field_validator("pattern")
    @classmethod
    def _compiles(cls, pattern: str | None) -> str | None:
        try:
            re.compile(pattern or "")
        except re.error as error:
            raise ValueError(f"pattern is no regular expression: {error}") from error
        return pattern


class Control(Frozen):
    """An attribute of a brief: one of its options is drawn by weight."""

    options: Annotated[dict[str, Option], AfterValidator(by_name)] = Field(min_length=1)
    checks: str = "response"
    """The part of the draft that `words` and `pattern` are checked against."""
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

    @property
    def is_checked(self) -> bool:
        """Whether anything about it can be measured."""
        return any(option.words or option.pattern for option in self.options.values())

    def draw(self, random_stream: random.Random) -> "Drawn":
        """Draw one option by weight."""
        names = list(self.options)
        weights = [self.options[name].weight for name in names]
        return self.fixed(random_stream.choices(names, weights)[0])

    def without(self, values: Collection[str]) -> "Control":
        """Return the control with these options left out; one at least must stay."""
        return self.model_copy(update={"options": {n: o for n, o in self.options.items() if n not in values}})

    def fixed(self, value: str) -> "Drawn":
        """Return the named option as if it had been drawn."""
        return Drawn(value=value, option=self.options[value], checks=self.checks, told=self.told)


class Drawn(Frozen):
    """A control's option as drawn for a brief."""

    value: str
    option: Option
    checks: str
    told: str | None = None

    def direction(self, name: str) -> str:
        """Return the control in words for the writer."""
        notes = [note for note in (self.told and f"of the {self.told}", self.option.about) if note]
        if self.option.words:
            least, most = self.option.words
            notes.append(f"{least} to {most} words in the {self.checks}")
        return f"{name}: {self.value}" + (f" ({'; '.join(notes)})" if notes else "")
