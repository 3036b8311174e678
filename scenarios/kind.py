"""A kind: a type of sample, how it is planned, written, verified and told apart from its like."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

from ..runtime.frozen import Reply
from .brief import Brief
from .finding import Finding
from .registry import Registry
from .rubric import Rubric

Verifier = Callable[[Mapping[str, str], Brief], Iterable[Finding]]
"""Reads a draft's parts (name → text) and its brief; returns what evidence it has against it."""


class Kind(Protocol):
    """What one file in `kinds/` provides."""

    name: str
    about: str
    """One line for `dramaturg list kinds`."""
    task: str
    """What planner, generator and critic are told to make; from the Markdown file beside the kind."""
    payload: type[Reply]
    """What the generator writes."""
    rubric: Rubric
    """The rubric of scenarios that bring none."""
    verifiers: tuple[Verifier, ...]

    def parts(self, payload: Mapping[str, Any]) -> dict[str, str]:
        """Return the draft's texts by name; findings are anchored to these names."""
        ...

    def gist(self, payload: Mapping[str, Any]) -> str:
        """Return the text that the near-duplicate gate compares."""
        ...


KINDS: Registry[Kind] = Registry("kind", "dramaturg.kinds", f"{__package__}.kinds")
"""All kinds, by name: the files in `kinds/` and the entry points `dramaturg.kinds`."""


def kind(described: type[Kind]) -> type[Kind]:
    """Register a kind."""
    KINDS.add(described.name, described())
    return described
