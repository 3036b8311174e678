"""What a side states of itself agrees with its card, and with what it said before.

Only facts that stated_facts.py reads for certain, on both sides, are held against each other; that is English only.
Where the card holds two of a sort (her own age and her son's), it decides nothing.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from ....runtime.text import words
from ...brief import Brief
from ...dialogue import Dialogue, Side
from ...finding import Finding, Severity
from ..evidence import defect
from .stated_facts import CITIES, KIN, Fact, facts_on_card, facts_said
from .turns import Said, said_in, sides_of

SOURCE: Final = "verifier:consistency"
CONTRADICTS_CARD: Final = "contradicts its card"
"""Stands in the problem of facts that differ from the card, not from an earlier turn."""

_ONE_ONLY: Final = frozenset(("age", "years of work"))
"""Sorts of which two on a card are hardly both its holder's."""

_ROUNDED: Final = 0.2
"""Share by which years of work may differ: people round them."""


def consistency(dialogue: Dialogue, brief: Brief) -> Iterator[Finding]:
    """Find facts that contradict the card or an earlier turn of the same side."""
    stated = [(turn, tuple(facts_said(turn.text))) for turn in said_in(dialogue)]
    for turn, facts in stated:
        if not facts:
            continue
        own, _ = sides_of(dialogue, turn.speaker)
        card = frozenset(words(" ".join([dialogue.situation, *map(_card, own)]).casefold()))
        known = [fact for side in own for fact in _facts_of(side)]
        before = [fact for said, earlier in stated[: turn.place] if said.speaker == turn.speaker for fact in earlier]
        for fact in facts:
            if _contradicts(fact, known) and fact.value.casefold() not in card:
                yield _contradiction(turn, fact, CONTRADICTS_CARD, "say what the card says")
            elif _contradicts(fact, before):
                yield _contradiction(turn, fact, "contradicts what it said before", "stay with what was said")


def _facts_of(side: Side) -> Iterator[Fact]:
    """Yield what a card says of its holder. What it knows is about many things, and so only read as its own words."""
    yield from facts_on_card(side.persona)
    for known in side.knows:
        yield from facts_said(known)


def _card(side: Side) -> str:
    return " ".join((side.about, *side.own))


def _contradiction(turn: Said, fact: Fact, how: str, fix: str) -> Finding:
    severity = Severity.BLOCKING if fact.sort == "age" else Severity.MAJOR
    problem = f"what it states of itself {how} ({fact.sort})"
    return defect("consistency", turn.where, problem, fix, quote=fact.quote, severity=severity)


def _contradicts(fact: Fact, others: Sequence[Fact]) -> bool:
    """Whether all that is known of this sort is something else."""
    known = {other.value for other in others if other.sort == fact.sort}
    if not known or (len(known) > 1 and fact.sort in _ONE_ONLY):
        return False
    differs = _DIFFER.get(fact.sort, _is_other)
    return all(differs(fact.value, value) for value in known)


def _is_other(one: str, other: str) -> bool:
    return one != other


def _is_other_job(one: str, other: str) -> bool:
    return one != other and not any(one in kin and other in kin for kin in KIN)


def _is_other_place(one: str, other: str) -> bool:
    """Whether two places are apart; what no table holds may be a part of the other, or its country."""
    return one != other and one in CITIES


def _is_other_name(one: str, other: str) -> bool:
    return not set(one.split()) & set(other.split())


def _is_other_age(one: str, other: str) -> bool:
    """Whether two ages differ; one of them may be a decade ("40s")."""
    if one.endswith("s") or other.endswith("s"):
        return int(one.rstrip("s")) // 10 != int(other.rstrip("s")) // 10
    return one != other


def _is_other_number(one: str, other: str) -> bool:
    return abs(int(one) - int(other)) > max(1, _ROUNDED * int(other))


_DIFFER: Final[Mapping[str, Callable[[str, str], bool]]] = {
    "age": _is_other_age,
    "job": _is_other_job,
    "lives in": _is_other_place,
    "works in": _is_other_place,
    "comes from": _is_other_place,
    "name": _is_other_name,
    "years of work": _is_other_number,
}
