"""Transactions that are committed together stay transactions of their own."""

import asyncio
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from dramaturg.runtime.ledger import (
    GROUP_LIMIT,
    Insert,
    Ledger,
    Operation,
    Upsert,
    briefs,
    fact,
    run,
    samples,
    steps,
)
from ledger_gate import PATIENCE, Gate, ordinals, step


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "run" / "ledger.sqlite"


Step = tuple[str, str, int]
ACTS = st.tuples(st.sampled_from(["insert", "upsert", "delete", "spoil"]), st.sampled_from("abcd"), st.integers(0, 9))
TRANSACTIONS = st.lists(st.lists(ACTS, max_size=4), min_size=2, max_size=12)


def operation(act: Step) -> Operation:
    kind, key, value = act
    if kind == "delete":
        return delete(run).where(run.c.key == key)
    if kind == "upsert":
        return fact(key, value)
    return Insert(run, [{"key": key, "value": None if kind == "spoil" else str(value)}])


def apply(state: dict[str, int], acts: Sequence[Step]) -> dict[str, int] | None:
    """Return the state after `acts`, None if they fail: the model of one transaction."""
    after = dict(state)
    for kind, key, value in acts:
        if kind == "spoil" or (kind == "insert" and key in after):
            return None
        if kind == "delete":
            after.pop(key, None)
        else:
            after[key] = value
    return after


async def commit_as_one_group(
    ledger: Ledger, gate: Gate, transactions: Sequence[Sequence[Operation]]
) -> list[BaseException | None]:
    gate.armed = True
    first = asyncio.create_task(ledger.commit(fact("gate", "shut")))
    assert await asyncio.to_thread(gate.reached.wait, PATIENCE)
    waiting = [asyncio.create_task(ledger.commit(*operations)) for operations in transactions]
    await asyncio.sleep(0)  # each task runs up to its wait
    gate.open()
    await first
    return await asyncio.gather(*waiting, return_exceptions=True)


@settings(max_examples=60, deadline=None)
@given(TRANSACTIONS)
def test_grouped_transactions_are_as_good_as_single_ones(transactions: list[list[Step]]) -> None:
    gate, state, expected = Gate(), dict[str, int](), list[bool]()
    for acts in transactions:
        after = apply(state, acts)
        expected.append(after is not None)
        state = state if after is None else after
    with (
        tempfile.TemporaryDirectory() as directory,
        Ledger.open(Path(directory) / "ledger.sqlite", create=True, on_commit=gate) as ledger,
    ):
        operations = [[operation(act) for act in acts] for acts in transactions]
        outcomes = asyncio.run(commit_as_one_group(ledger, gate, operations))
        stored = {row["key"]: int(row["value"]) for row in ledger.read(select(run)) if row["key"] in "abcd"}
    assert gate.commits == 2
    assert [outcome is None for outcome in outcomes] == expected
    assert all(outcome is None or isinstance(outcome, IntegrityError) for outcome in outcomes)
    assert stored == state


@pytest.mark.parametrize(
    ("guilty", "error"),
    [
        (Insert(steps, [step("b", 0, colour="red")]), ValueError),
        (Insert(steps, [step("b", 5), step("b", 5)]), IntegrityError),
        (Insert(steps, [step("b", 0, summary="\ud800")]), UnicodeEncodeError),
        (Insert(steps, [step("b", 2**70)]), OverflowError),
        (Insert(samples, [{"brief_id": "nobody", "record": "{}"}]), IntegrityError),
        (Upsert(briefs, [{"id": "a", "status": "accepted"}]), IntegrityError),
    ],
    ids=["unknown column", "twice", "lone surrogate", "too large", "no such brief", "half a row"],
)
def test_only_the_guilty_transaction_of_a_group_fails(path: Path, guilty: Operation, error: type[Exception]) -> None:
    gate = Gate()
    innocent = [[Insert(steps, [step("innocent", ordinal)])] for ordinal in range(4)]
    with Ledger.open(path, create=True, on_commit=gate) as ledger:
        transactions = [*innocent[:2], [Insert(steps, [step("half", 0)]), guilty], *innocent[2:]]
        outcomes = asyncio.run(commit_as_one_group(ledger, gate, transactions))
        ledger.commit_now(Insert(steps, [step("later", 0)]))
    assert [type(outcome) for outcome in outcomes if outcome is not None] == [error]
    assert outcomes[2] is not None
    assert [ordinals(path, owner) for owner in ("innocent", "half", "later")] == [[0, 1, 2, 3], [], [0]]


def test_an_error_does_not_repeat_the_texts_it_concerns(path: Path) -> None:
    secret = step("b", 0, summary="sk-canary")
    with Ledger.open(path, create=True) as ledger, pytest.raises(IntegrityError) as failed:
        ledger.commit_now(Insert(steps, [secret, secret]))
    assert "sk-canary" not in str(failed.value)


def test_a_group_is_bounded(path: Path) -> None:
    gate = Gate()
    with Ledger.open(path, create=True, on_commit=gate) as ledger:
        rows = [[Insert(steps, [step("b", ordinal)])] for ordinal in range(GROUP_LIMIT + 1)]
        asyncio.run(commit_as_one_group(ledger, gate, rows))
    assert gate.commits == 3
    assert ordinals(path, "b") == list(range(GROUP_LIMIT + 1))


def test_a_cancelled_wait_takes_nothing_back_and_harms_no_other(path: Path) -> None:
    gate = Gate()

    async def cancel_one() -> None:
        gate.armed = True
        waits = [asyncio.create_task(ledger.commit(Insert(steps, [step("b", n)]))) for n in range(2)]
        assert await asyncio.to_thread(gate.reached.wait, PATIENCE)
        waits[0].cancel()
        gate.open()
        with pytest.raises(asyncio.CancelledError):
            await waits[0]
        await waits[1]

    with Ledger.open(path, create=True, on_commit=gate) as ledger:
        asyncio.run(cancel_one())
    assert ordinals(path, "b") == [0, 1]


def test_close_commits_what_is_queued_even_for_a_loop_that_is_gone(path: Path) -> None:
    gate = Gate()

    async def leave_behind() -> None:
        gate.armed = True
        for ordinal in range(3):
            asyncio.create_task(ledger.commit(Insert(steps, [step("b", ordinal)])))  # noqa: RUF006 - abandoned
            assert await asyncio.to_thread(gate.reached.wait, PATIENCE)

    with Ledger.open(path, create=True, on_commit=gate) as ledger:
        asyncio.run(leave_behind())
        gate.open()
    assert ordinals(path, "b") == [0, 1, 2]


def test_a_closed_ledger_says_so(path: Path) -> None:
    ledger = Ledger.open(path, create=True)
    ledger.close()
    ledger.close()
    with pytest.raises(RuntimeError, match="closed"):
        ledger.commit_now(fact("a", 1))
