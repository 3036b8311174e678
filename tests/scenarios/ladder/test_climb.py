"""The whole ladder: every rung has a verdict, nothing mangled makes it fall, and findings name parts that exist."""

import asyncio
import random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dramaturg.scenarios.blueprint import Variant
from dramaturg.scenarios.kind import KINDS
from dramaturg.scenarios.ladder.climb import RECOVERY, RUNGS, climb
from dramaturg.scenarios.trajectory import Trajectory
from on_the_ladder import edited, errand, made
from tampered_records import Record, calls_in, record_of
from tampering import TAMPERS
from trajectories import good

POOL = tuple(good(range(2)))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=5,
)

RESULTS: dict[str, st.SearchStrategy[Any]] = {
    "value": JSON,
    "error": st.none() | st.text(max_size=20),
    "changed": st.booleans(),
}


def mangle_act(record: Record, data: st.DataObject) -> None:
    """Do something odd to the order, the actors or the words of acts."""
    acts: list[Record] = record["acts"]
    place = data.draw(st.integers(0, len(acts) - 1))
    way = data.draw(st.sampled_from(["drop", "double", "actor", "text", "done", "shuffle", "cut"]))
    if way == "drop":
        del acts[place]
    elif way == "double":
        acts.insert(place, acts[place])
    elif way == "actor":
        acts[place]["actor"] = data.draw(st.sampled_from(["user", "assistant"]))
    elif way == "text":
        acts[place]["text"] = data.draw(st.text(max_size=60))
    elif way == "done":
        acts[place]["is_done"] = not acts[place]["is_done"]
    elif way == "shuffle":
        random.Random(place).shuffle(acts)
    else:
        del acts[place:]


def mangle_call(record: Record, data: st.DataObject) -> None:
    """Put anything into a call."""
    found = calls_in(record)
    if not found:
        return
    call = data.draw(st.sampled_from(found))[1]
    way = data.draw(st.sampled_from(["tool", "id", "arguments", "an argument", "value", "error", "changed"]))
    if way in ("tool", "id"):
        call[way] = data.draw(st.text(max_size=8))
    elif way == "arguments":
        call["arguments"] = data.draw(st.dictionaries(st.text(max_size=6), JSON, max_size=3))
    elif way == "an argument":
        call["arguments"] = {key: data.draw(JSON) for key in call["arguments"]}
    else:
        new: dict[str, st.SearchStrategy[Any]] = {
            "value": JSON,
            "error": st.none() | st.text(),
            "changed": st.booleans(),
        }
        call["result"][way] = data.draw(new[way])


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.data())
def test_mangled_trajectories_get_verdicts_whose_findings_are_anchored(data: st.DataObject) -> None:
    record = record_of(data.draw(st.sampled_from(POOL)))
    for mangle in data.draw(st.lists(st.sampled_from([mangle_act, mangle_call]), min_size=1, max_size=4)):
        if record["acts"]:
            mangle(record, data)
    trajectory = Trajectory.model_validate(record)
    evidence = asyncio.run(climb(trajectory))
    parts = KINDS.get("trajectory").parts(record)
    assert {finding.where for finding in evidence.findings} <= (parts.keys() or {""})
    measures = [check.name for check in evidence.checks[len(RUNGS) :]]
    assert [check.name for check in evidence.checks[: len(RUNGS)]] == [rung.name for rung in RUNGS]
    assert measures in (["shortest"], ["shortest", RECOVERY])


def test_a_quote_stands_in_the_part_that_it_is_anchored_to() -> None:
    quoted = 0
    for number, original in enumerate(POOL):
        record = TAMPERS["words: nobody told the id"](record_of(original), random.Random(number))
        if record is None:
            continue
        parts = KINDS.get("trajectory").parts(record)
        for finding in asyncio.run(climb(Trajectory.model_validate(record))).findings:
            assert finding.quote in parts[finding.where]
            quoted += bool(finding.quote)
    assert quoted


def test_good_trajectories_pass_every_rung() -> None:
    for each in POOL:
        evidence = asyncio.run(climb(each))
        assert [check.name for check in evidence.checks if not check.passed] == [], each.setting


def test_a_failed_rung_says_why() -> None:
    forged = edited(errand("cancel_order"), lambda record: record.update(state="0" * 24))
    [failed] = [check for check in asyncio.run(climb(forged)).checks if not check.passed]
    assert failed.name == "replay"
    assert "recorded end state" in failed.said


def test_calls_beyond_the_solution_are_a_measure_and_no_fault() -> None:
    more = made("assistant", "find_products", query="tent")
    plain = errand("cancel_order", Variant.PLAIN)
    longer = edited(plain, lambda record: record["acts"].insert(-4, more), is_true=True)
    [measure] = [check for check in asyncio.run(climb(longer)).checks if check.name == "shortest"]
    assert measure.passed
    assert measure.said.startswith("+1 ")
