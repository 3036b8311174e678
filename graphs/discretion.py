"""Discretion: what one side of a conversation may know. The other's card stays the other's."""

from collections.abc import Iterable, Sequence

from ..agents.director import Stage
from ..runtime.text import words
from ..scenarios.brief import Brief
from ..scenarios.conversation import Conversation, Role
from ..scenarios.dialogue import Seat, Turn, View, place_of
from ..scenarios.finding import Finding, Severity
from ..scenarios.floor import is_last_word
from ..scenarios.verifiers.copied import shared_passage
from ..scenarios.verifiers.dialogue.lengths import EACH_TURN

TOLD = 4
"""Words in a row that a note may share with the other side's card, though never all of an entry of it."""

DISCREET = "it did not fit"
"""What is said of a turn where the finding itself would tell too much."""


def view_of(role: Role, brief: Brief, conversation: Conversation, stage: Stage, turns: tuple[Turn, ...]) -> View:
    """Return all that one side knows when its turn comes."""
    side = next(side for side in stage.sides if side.role == role.name)
    return View(
        side=side,
        others=tuple(other for other in conversation.roles if other is not role),
        situation=stage.situation,
        directions=_directions_for(role, brief, conversation),
        said=turns,
        left=conversation.cap - len(turns),
        due=max(0, conversation.turns[0] - len(turns)),
    )


def seat_of(
    role: Role, brief: Brief, conversation: Conversation, stage: Stage, turns: tuple[Turn, ...], cue: str
) -> Seat:
    """Return all that a member of a group knows when it speaks."""
    view = view_of(role, brief, conversation, stage, turns)
    return Seat(**dict(view), is_last=is_last_word(conversation, turns), cue=cue)


def _directions_for(role: Role, brief: Brief, conversation: Conversation) -> tuple[str, ...]:
    """Return what is asked of both sides or of this one; what the other alone is asked for stays with it."""
    others = {other.name for other in conversation.roles if other is not role}
    return tuple(
        (drawn.model_copy(update={"checks": EACH_TURN}) if drawn.checks == role.name else drawn).direction(name)
        for name, drawn in brief.controls.items()
        if drawn.told not in others and drawn.checks not in others
    )


def notes_for(role: Role, stage: Stage, findings: Iterable[Finding], place: int) -> tuple[Finding, ...]:
    """Return what was wrong with the turn that stood at this place, without what others have on their cards.

    Only for that turn: what is said of a later one ("close the talk here") would be wrong of this one.
    """
    secrets = [secret for side in stage.sides if side.role != role.name for secret in side.own]
    return tuple(
        _discreet(finding, secrets)
        for finding in findings
        if finding.severity is not Severity.MINOR and _is_about(finding, role, place)
    )


def _is_about(finding: Finding, role: Role, place: int) -> bool:
    return place_of(finding.where) == place and finding.where.endswith(f" {role.name}")


def _discreet(finding: Finding, secrets: Sequence[str]) -> Finding:
    """Return the finding, or as much of it as tells nothing of the other side.

    The passage is the side's own words, but of a turn that was never said: what it guessed right stays untold.
    """
    if any(_tells(f"{finding.problem} {finding.fix}", secret) for secret in secrets):
        finding = finding.model_copy(update={"problem": DISCREET, "fix": "say something else here"})
    if any(_tells(finding.quote, secret) for secret in secrets):
        finding = finding.model_copy(update={"quote": ""})
    return finding


def _tells(text: str, secret: str) -> bool:
    passage = shared_passage(text, secret)
    return passage is not None and passage.shared > min(TOLD, len(words(secret)) - 1)
