"""Tampered trajectories and lazy assistants: what the ladder rejects, against an independent oracle.

The oracle (support/oracle.py) replays calls, compares results and end states and searches words with its own code; the
tampering knows nothing of the ladder. Where the oracle says that it matters, the ladder must block without having seen
the original. What the oracle lets pass may be blocked all the same: the ladder also holds calls to their schemas and
to the numbering of ids, and lets no write stand that changed nothing.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Final, NamedTuple

import pytest

from dramaturg.scenarios.blueprint import Variant
from dramaturg.scenarios.finding import Severity
from dramaturg.scenarios.ladder.climb import RUNGS, climb
from dramaturg.scenarios.trajectory import Trajectory
from lazy_assistants import LAZY, LOOKING
from oracle import is_write_needed, objections
from tampered_records import Record, covered_up, end_matched, record_of
from tampering import COVERED, MATCHED, TAMPERS
from trajectories import good

SEEDS: Final = range(14)
"""With nine variants and two worlds each: about 250 trajectories."""

TRIES: Final = 24
"""Trajectories that each sort of tampering is tried on."""

CASES: Final = 500
"""How many tampered trajectories there are at least."""

MANNERS: Final = {"": tuple(TAMPERS), "covered up": COVERED, "end as wanted": MATCHED}
"""How sorts of tampering are tried: as they are, with true results of all calls, and with the wanted end state too."""


class Case(NamedTuple):
    """One tampered trajectory: what the oracle has against it, and the first rung that blocks it."""

    sort: str
    where: str
    objections: frozenset[str]
    rung: str


@cache
def clean() -> tuple[Trajectory, ...]:
    return tuple(good(SEEDS))


@cache
def cases() -> tuple[Case, ...]:
    return tuple(drawn())


def drawn() -> Iterator[Case]:
    for manner, sorts in MANNERS.items():
        for name in sorts:
            sort = f"{name}, {manner}" if manner else name
            for tampered, original in tampered_with(name, manner):
                against = asyncio.run(objections(tampered, original))
                yield Case(sort, place(tampered), frozenset(against), asyncio.run(first_rung(tampered)))


def tampered_with(name: str, manner: str) -> Iterator[tuple[Trajectory, Trajectory]]:
    """Yield tampered trajectories of a sort, each with its original, of all worlds and variants."""
    rng, left = random.Random(f"{name} {manner}"), TRIES
    for original in rng.sample(clean(), len(clean())):
        kept = record_of(original)
        record = TAMPERS[name](record_of(original), rng)
        if left == 0:
            return
        if record is not None and record != kept:
            left -= 1
            yield Trajectory.model_validate(asyncio.run(in_manner(record, kept, manner))), original


async def in_manner(record: Record, kept: Record, manner: str) -> Record:
    if not manner:
        return record
    true = await covered_up(record)
    return end_matched(true, kept) if manner == "end as wanted" else true


def place(trajectory: Trajectory) -> str:
    setting = trajectory.setting
    return f"{setting.world} {setting.seed} {setting.variant}"


async def first_rung(trajectory: Trajectory) -> str:
    """Return the first rung that blocks; in brackets where it only advises against."""
    evidence = await climb(trajectory)
    by = {level: {each.source for each in evidence.findings if each.severity is level} for level in Severity}
    blocking = [rung.name for rung in RUNGS if f"verifier:{rung.name}" in by[Severity.BLOCKING]]
    advising = [f"({rung.name})" for rung in RUNGS if f"verifier:{rung.name}" in by[Severity.MAJOR]]
    return next(iter((*blocking, *advising)), "")


def is_blocked(rung: str) -> bool:
    return rung.isidentifier()


def table(rows: Iterator[tuple[str, str, str]]) -> str:
    """Return how many there are of each sort, and which rung was the first to catch them."""
    counts = Counter(rows)
    lines = [f"{'sort':44} {'verdict':10} {'number':>6}  first rung that caught it"]
    for sort, verdict in dict.fromkeys((sort, verdict) for sort, verdict, _ in sorted(counts)):
        rungs = {rung: number for (one, two, rung), number in counts.items() if (one, two) == (sort, verdict)}
        told = ", ".join(
            f"{rung or 'none'} {number}" for rung, number in sorted(rungs.items(), key=lambda each: -each[1])
        )
        lines.append(f"{sort:44} {verdict:10} {sum(rungs.values()):6}  {told}")
    return "\n".join(lines)


def test_what_matters_is_rejected() -> None:
    print("\n" + table((case.sort, "matters" if case.objections else "harmless", case.rung) for case in cases()))
    assert len(cases()) >= CASES
    assert [case for case in cases() if case.objections and not is_blocked(case.rung)] == []


@pytest.mark.parametrize("name", TAMPERS)
def test_every_sort_occurs_and_matters_somewhere(name: str) -> None:
    mine = [case for case in cases() if case.sort == name]
    assert len(mine) >= 10
    assert any(case.objections for case in mine)


def test_clean_trajectories_are_left_alone() -> None:
    blocked = {place(each): rung for each in clean() if (rung := asyncio.run(first_rung(each)))}
    against = {place(each): found for each in clean() if (found := asyncio.run(objections(each, each)))}
    print(f"\nclean trajectories: {len(clean())}, blocked: {len(blocked)}, objected to by the oracle: {len(against)}")
    assert len(clean()) >= 200
    assert blocked == {}
    assert against == {}


def test_lazy_assistants_pass_no_task_that_needs_work() -> None:
    rows: list[tuple[str, str, str]] = []
    for good_one in clean():
        needs = (
            "a write" if asyncio.run(is_write_needed(good_one)) else "reads" if good_one.blueprint.calls else "words"
        )
        for name, lazily in LAZY.items():
            rows.append((name, needs, asyncio.run(first_rung(asyncio.run(honest_end(lazily(good_one)))))))
    print("\n" + table(iter(rows)))
    assert [row for row in rows if not is_blocked(row[2]) and row[1] != "words"] == []
    assert {row[1] for row in rows} == {"a write", "reads", "words"}


def test_what_must_be_declined_is_declined_in_words_and_never_claimed() -> None:
    rows: list[tuple[str, str, str]] = []
    for good_one in clean():
        if good_one.setting.variant in (Variant.IMPOSSIBLE, Variant.AGAINST_POLICY):
            for name, lazily in LOOKING.items():
                tampered = asyncio.run(honest_end(lazily(good_one)))
                rows.append((name, good_one.setting.variant, asyncio.run(first_rung(tampered))))
    print("\n" + table(iter(rows)))
    assert len(rows) > 80
    assert [row for row in rows if not is_blocked(row[2])] == []


async def honest_end(trajectory: Trajectory) -> Trajectory:
    """Record the end state that these calls, or none, lead to: a lazy assistant is no forger."""
    return Trajectory.model_validate(await covered_up(record_of(trajectory)))
