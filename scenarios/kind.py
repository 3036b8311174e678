"""A kind: a type of sample, how it is planned, written, verified and told apart from its like."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any, Protocol, TypeVar

from pydantic import ValidationError

from ..runtime.errors import UsageError
from ..runtime.frozen import Frozen, Reply
from .brief import Brief
from .chat_form import ChatForm
from .extensions import extend
from .finding import Evidence, Finding
from .registry import Registry
from .rubric import Rubric
from .seed import Emerged
from .spec import Scenario
from .witness import Question, Witnesses

Shown = TypeVar("Shown")

Verifier = Callable[[Mapping[str, str], Brief], Iterable[Finding]]
"""Reads a draft's parts (name → text) and its brief; returns what evidence it has against it."""


class NoSettings(Frozen):
    """The settings of kinds that have none."""


class Form(StrEnum):
    """How drafts come about. Each form has its own `write` and `revise` in the production graph."""

    WHOLE = "whole"
    """One generator writes it at once and mends it finding by finding."""
    TURNS = "turns"
    """Two minds write it turn by turn; a revision restarts from the faulted turn."""
    GROUP = "group"
    """So do the minds of a group, who remember earlier meetings and take something away from this one."""
    ACTED = "acted"
    """A user and an assistant act it out in a world; a revision is a new attempt at the same task."""


class Kind(Protocol):
    """What one file in `kinds/` provides. Inherit from it for what most kinds have in common."""

    name: str
    about: str
    """One line for `dramaturg list kinds`."""
    proven_by: str
    """One line: which evidence stands behind an accepted sample, and what remains opinion."""
    task: str
    """What planner, generator and critic are told to make; from the Markdown file beside the kind."""
    form: Form = Form.WHOLE
    payload: type[Reply]
    """What a draft holds; for `Form.WHOLE` what the generator writes."""
    rubric: Rubric
    """The rubric of scenarios that bring none."""
    verifiers: tuple[Callable[..., Iterable[Finding]], ...]
    """What `evidence` asks, for whoever lists it."""
    questions: tuple[Question[Reply], ...] = ()
    """What witnesses are asked by `evidence`; their prompts are part of a scenario's identity."""
    settings: type[Frozen] = NoSettings
    """What `settings:` of a scenario may say for this kind; a brief carries it."""

    def parts(self, payload: Mapping[str, Any]) -> dict[str, str]:
        """Return the draft's texts by name; findings are anchored to these names."""
        ...

    def voice(self, part: str) -> str | None:
        """Return who says a part, in kinds of several voices."""
        return None

    def gist(self, payload: Mapping[str, Any]) -> str:
        """Return the text that the near-duplicate gate compares."""
        ...

    async def evidence(self, payload: Mapping[str, Any], brief: Brief, witnesses: Witnesses) -> Evidence:
        """Return what can be proven about a draft: by code, by executing it, by what witnesses say independently."""
        return Evidence(findings=found_by(self.verifiers, self.parts(payload), brief))

    def beside(self, payload: Mapping[str, Any]) -> dict[str, str]:
        """Return what stands beside a part where a page has room: what it changed in a world."""
        return {}

    def backstage(self, payload: Mapping[str, Any]) -> dict[str, str]:
        """Return what explains the draft and is shown to the judge alone."""
        return {}

    def secrets(self, payload: Mapping[str, Any]) -> tuple[str, ...]:
        """Return what no exported chat may tell, such as hidden goals."""
        return ()

    def learner(self, payload: Mapping[str, Any], trained: str | None) -> str | None:
        """Return the voice that `chat` teaches; None in kinds of one voice."""
        return trained

    def faulted(self, findings: Iterable[Finding]) -> frozenset[str]:
        """Return the voices whose doing these findings are: those of the parts that they are anchored to."""
        return frozenset(voice for finding in findings if (voice := self.voice(finding.where)))

    def completed(self, payload: Mapping[str, Any], brief: Brief) -> dict[str, Any]:
        """Return the payload as it leaves the house: with what the brief settles and no writer wrote, as a label."""
        return dict(payload)

    def chat(self, payload: Mapping[str, Any], trained: str | None) -> ChatForm:
        """Return the sample as chat messages; `trained` names the side that a model is to learn, where there are two.

        Raises:
            UsageError: there is no such side.
        """
        ...

    def remembered(self, payload: Mapping[str, Any], brief: Brief) -> Frozen | None:
        """Return what of an accepted sample the briefs of later waves may build on; it is kept in memory."""
        return None

    def emerged(self, payload: Mapping[str, Any]) -> tuple[Emerged, ...]:
        """Return what came up in a sample and may be a seed of other kinds."""
        return ()

    def checkable(self, scenario: Scenario) -> Sequence[str]:
        """Return the names that a control of this scenario may check."""
        return tuple(self.payload.model_fields)

    def objection(self, scenario: Scenario) -> str | None:
        """Return why a scenario cannot be of this kind, or None."""
        return f"the kind {self.name!r} has no conversation; leave it out" if scenario.conversation else None


KINDS: Registry[Kind] = Registry("kind", "dramaturg.kinds", f"{__package__}.kinds")
"""All kinds, by name: the files in `kinds/` and the entry points `dramaturg.kinds`."""


def kind(described: type[Kind]) -> type[Kind]:
    """Register a kind."""
    KINDS.add(described.name, described())
    return described


def named_kind(scenario: Scenario) -> Kind:
    """Return the kind that a scenario names, its own extensions included."""
    extend(scenario.uses)
    return KINDS.get(scenario.kind)


def kind_of(scenario: Scenario) -> Kind:
    """Return the kind of a scenario that suits it.

    Raises:
        UsageError: there is no such kind, or the scenario would have every brief rejected after it was paid for.
    """
    found = named_kind(scenario)
    _refuse_unfit(found, scenario)
    objection = found.objection(scenario)
    if objection is not None:
        raise UsageError(objection, fix="correct it; `dramaturg validate SCENARIO` checks without running")
    parts = found.checkable(scenario)
    for name, control in scenario.controls.items():
        if control.is_checked and control.checks not in parts:
            raise UsageError(
                f"controls.{name}.checks: kind {scenario.kind!r} has no part {control.checks!r}",
                fix=f"name one of: {', '.join(parts)}",
            )
    return found


def _refuse_unfit(found: Kind, scenario: Scenario) -> None:
    try:
        found.settings.model_validate(scenario.settings)
    except ValidationError as error:
        fault = error.errors(include_url=False, include_context=False)[0]
        place = ".".join(("settings", *map(str, fault["loc"])))
        known = ", ".join(found.settings.model_fields) or "none"
        raise UsageError(f"{place}: {fault['msg']}", fix=f"kind {found.name!r} has these settings: {known}") from None


def found_by(
    verifiers: Iterable[Callable[[Shown, Brief], Iterable[Finding]]], shown: Shown, brief: Brief
) -> tuple[Finding, ...]:
    """Return what all these verifiers find in what they are shown."""
    return tuple(found for verifier in verifiers for found in verifier(shown, brief))
