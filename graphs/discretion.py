"""Discretion: what one side of a conversation may know. The other's card stays the other's."""

from collections.abc import Iterable, Sequence

from ..agents.director import Stage
from ..scenarios.brief import Brief
from ..scenarios.conversation import Conversation, Role
from ..scenarios.dialogue import Side, Turn, View, place_of
from ..scenarios.finding import Finding, Severity
from ..scenarios.verifiers.copied import shared_passage

TOLD = 4
"""Words in a row that a note may share with the other side's card: more would tell what stands there."""

DISCREET = "it did not fit"
"""What is said of a turn where the finding itself would tell too much."""


def view_of(role: Role, brief: Brief, conversation: Conversation, stage: Stage, turns: tuple[Turn, ...]) -> View:
    """Return all that one side knows when its turn comes."""
    side = next(side for side in stage.sides if side.role == role.name)
    return View(
        side=side,
        others=tuple(other for other in conversation.roles if other is not role),
        situation=stage.situation,
        directions=brief.directions,
        said=turns,
        left=conversation.turns[1] - len(turns),
    )


def notes_for(role: Role, stage: Stage, findings: Iterable[Finding], place: int) -> tuple[Finding, ...]:
    """Return what was wrong with a side's own words from this place on, without what others have on their cards."""
    secrets = [secret for side in stage.sides if side.role != role.name for secret in _secrets(side)]
    return tuple(
        _discreet(finding, secrets)
        for finding in findings
        if finding.severity is not Severity.MINOR and _is_about(finding, role, place)
    )


def _is_about(finding: Finding, role: Role, place: int) -> bool:
    found_at = place_of(finding.where)
    return found_at is not None and found_at >= place and finding.where.endswith(f" {role.name}")


def _secrets(side: Side) -> Sequence[str]:
    return (side.persona, side.goal, *side.knows, *side.points)


def _discreet(finding: Finding, secrets: Sequence[str]) -> Finding:
    """Return the finding, or as much of it as tells nothing of the other side."""
    told = f"{finding.problem} {finding.fix}"
    passages = (shared_passage(told, secret) for secret in secrets)
    if any(passage and passage.shared > TOLD for passage in passages):
        return finding.model_copy(update={"problem": DISCREET, "fix": "say something else here"})
    return finding
