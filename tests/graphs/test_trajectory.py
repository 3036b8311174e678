"""Trajectories as the engine makes them: replayable, by parties blind to each other, and anew after a failure."""

import asyncio
import json
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult

import replaying
from dramaturg.graphs.report import Ending
from dramaturg.graphs.sample import Sample
from dramaturg.runtime.errors import ContentFault
from dramaturg.runtime.models import ModelSpec
from dramaturg.runtime.received import Sender
from dramaturg.runtime.senders import sender_for
from play import MakeRun, Spectator, library_job, play
from replaying import replayed

NAME = "shop_trajectories"
WRONG = "W0000000"
"""An order that no shop has."""

TELLING = re.compile(r"(?=[\w@.+-]*\d)[\w@.+-]*\w")
"""What may be an identifier: anything with a digit in it, as an independent reader takes it."""


class Asked(NamedTuple):
    """A call as the ledger holds it."""

    owner: str
    attempt: int
    turn: int
    prompt: str


def asked_of(directory: Path, actor: str) -> list[Asked]:
    """Return every prompt of one actor, with the attempt and the turn that it was for."""
    found: list[Asked] = []
    for owner, step, request in from_ledger(directory, "SELECT owner, step, request FROM calls"):
        path = step.partition("~")[0].split("/")
        if path[2:3] == ["turn"] and path[4:5] == [actor]:
            prompt = "\n".join(content for _, content in json.loads(request))
            found.append(Asked(owner, int(path[1]), int(path[3]), prompt))
    return found


def from_ledger(directory: Path, query: str) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(directory / "ledger.sqlite")
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def attempts(samples: list[Sample]) -> dict[tuple[str, int], Mapping[str, Any]]:
    """Return every attempt's payload by brief and number."""
    return {(sample.brief.id, at): held.draft.payload for sample in samples for at, held in enumerate(sample.rounds)}


def identifiers(value: object) -> set[str]:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return {found for found in TELLING.findall(text.replace("\\n", "\n").replace('\\"', '"')) if len(found) > 4}


def words_before(payload: Mapping[str, Any], turn: int, actor: str = "") -> str:
    acts = payload["acts"][: turn - 1]
    return "\n".join(act["text"] for act in acts if not actor or act["actor"] == actor)


def calls_before(payload: Mapping[str, Any], turn: int) -> Iterator[Mapping[str, Any]]:
    for act in payload["acts"][: turn - 1]:
        yield from act["calls"]


@pytest.fixture
def played(run_directory: MakeRun) -> tuple[Path, list[Sample]]:
    directory, watched = run_directory("run"), Spectator()
    play(directory, *library_job(NAME), 16, spectator=watched)
    return directory, watched.samples


def test_every_row_replays_to_its_state_in_a_fresh_process(played: tuple[Path, list[Sample]]) -> None:
    directory, _ = played
    rows = directory / "dataset.jsonl"
    assert replays(rows) == []
    spoilt = [json.loads(line) for line in rows.read_text(encoding="utf-8").splitlines()]
    changed = [row for row in spoilt if row["acts"][-1] and any(act["calls"] for act in row["acts"])]
    for row in changed:
        next(call for act in row["acts"] for call in act["calls"])["result"]["value"] = "forged"
    rows.write_text("".join(json.dumps(row) + "\n" for row in changed), encoding="utf-8")
    assert len({line.partition(":")[0] for line in replays(rows)}) == len(changed) > 10


def replays(rows: Path) -> list[str]:
    done = subprocess.run(
        [sys.executable, replaying.__file__, str(rows)],
        env={**os.environ, "PYTHONHASHSEED": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()


def test_the_assistant_is_shown_no_identifier_of_the_blueprint_before_it_was_disclosed(
    played: tuple[Path, list[Sample]],
) -> None:
    directory, samples = played
    checked, made = 0, attempts(samples)
    for owner, attempt, turn, prompt in asked_of(directory, "assistant"):
        if (owner, attempt) not in made:
            continue  # it was under way when the run had all that was wanted
        payload = made[owner, attempt]
        blueprint, told = payload["blueprint"], words_before(payload, turn)
        shown = [(call["arguments"], call["result"]) for call in calls_before(payload, turn)]
        disclosed = identifiers(told) | identifiers(shown) | identifiers(payload["policy"])
        hidden = identifiers(blueprint) - disclosed
        assert not {each for each in hidden if each in prompt and not any(each in known for known in disclosed)}
        assert blueprint["goal"] not in prompt
        assert blueprint["exit"] not in prompt
        assert not [fact for fact in blueprint["known"] if fact in prompt and fact not in told]
        checked += bool(hidden)
    assert checked > 30


def test_the_user_is_shown_no_tool_no_result_and_no_solution(played: tuple[Path, list[Sample]]) -> None:
    directory, samples = played
    checked, made = 0, attempts(samples)
    for owner, attempt, turn, prompt in asked_of(directory, "user"):
        if (owner, attempt) not in made:
            continue
        payload = made[owner, attempt]
        blueprint = payload["blueprint"]
        own = [blueprint["goal"], blueprint["known"], blueprint["unknown"], blueprint["exit"]]
        known = identifiers(own) | identifiers(words_before(payload, turn))
        results = identifiers([call["result"] for call in calls_before(payload, turn)])
        hidden = {each for each in results | identifiers(blueprint["calls"]) if not any(each in had for had in known)}
        assert not {each for each in hidden if re.search(rf"\b{re.escape(each)}\b", prompt)}
        assert not [tool["name"] for tool in payload["tools"] if tool["name"] in prompt]
        assert not [tool["about"] for tool in payload["tools"] if tool["about"] in prompt]
        assert payload["policy"] not in prompt
        assert not [call for call in blueprint["calls"] if call["arguments"] in prompt]
        checked += bool(hidden)
    assert checked > 30


def test_a_failing_attempt_is_followed_by_one_at_the_same_blueprint_in_a_fresh_world(run_directory: MakeRun) -> None:
    directory, watched = run_directory("run"), Spectator()
    play(directory, *library_job(NAME, models="rehearsal:defects=0.9"), 10, spectator=watched)
    again = [sample for sample in watched.samples if len(sample.rounds) > 1]
    changed = 0
    for sample in again:
        first, second = (held.draft.payload for held in sample.rounds)
        assert not sample.rounds[0].is_clean
        assert (second["blueprint"], second["setting"]) == (first["blueprint"], first["setting"])
        assert second["acts"] != first["acts"]
        assert asyncio.run(replayed({"id": "", **second})) == [], "the second attempt did not begin anew"
        changed += any(call["result"]["changed"] for act in first["acts"] for call in act["calls"])
        steps = from_ledger(directory, f"SELECT step FROM calls WHERE owner = '{sample.brief.id}'")
        assert {step.split("/")[0] for (step,) in steps if "blueprint" in step or "review" in step} == {"write"}
    assert len(again) > 4
    assert changed > 2, "a world that nothing has changed is as good as fresh"


class Hopeless:
    """The rehearsal model, whose first so many plans for a brief call for an order that there is not."""

    def __init__(self, spec: ModelSpec, tries: int) -> None:
        self._inner = sender_for(spec)
        self._tries = tries

    async def send(self, messages: list[BaseMessage], **settings: Any) -> ChatResult:
        result = await self._inner.send(messages, **settings)
        if settings["response_format"]["json_schema"]["name"] != "ShopBlueprint":
            return result
        if self._tries < 3 and WRONG in str(messages[-1].content):
            return result
        plan = json.loads(str(result.generations[0].message.content))
        call = {"actor": "assistant", "tool": "get_order", "arguments": json.dumps({"order_id": WRONG})}
        message = AIMessage(content=json.dumps(plan | {"calls": [call]}))
        return ChatResult(generations=[ChatGeneration(message=message, generation_info={"finish_reason": "stop"})])


def plans_of(directory: Path) -> dict[str, list[str]]:
    """Return the prompts for plans by brief, in order."""
    found: dict[str, list[str]] = {}
    query = "SELECT owner, request FROM calls WHERE step LIKE 'write/0/blueprint/%' ORDER BY owner, step"
    for owner, request in from_ledger(directory, query):
        found.setdefault(owner, []).append(request)
    return found


def test_a_task_that_cannot_be_solved_is_made_anew_with_the_complaint(run_directory: MakeRun) -> None:
    directory = run_directory("run")

    def once(spec: ModelSpec) -> Sender:
        return Hopeless(spec, 1)

    report = play(directory, *library_job(NAME, models="rehearsal:defects=0"), 4, senders=once)
    assert report.ending is Ending.DONE
    for first, second, *_ in plans_of(directory).values():
        assert WRONG not in first
        assert f"there is no order '{WRONG}'" in second


def test_a_task_that_stays_unsolvable_fails_its_brief_after_three_plans(run_directory: MakeRun) -> None:
    directory, watched = run_directory("run"), Spectator()

    def always(spec: ModelSpec) -> Sender:
        return Hopeless(spec, 3)

    job = library_job(NAME, models="rehearsal:defects=0", budget={"candidates": 3})
    report = play(directory, *job, 2, spectator=watched, senders=always)
    assert (report.ending, report.counts.failed) == (Ending.SHORT, 3)
    assert {(sample.fault, sample.stage) for sample in watched.samples} == {(ContentFault.UNSOLVABLE, "write")}
    assert all((sample.reason or "").startswith("unsolvable_task") for sample in watched.samples)
    assert {len(prompts) for prompts in plans_of(directory).values()} == {3}
    assert from_ledger(directory, "SELECT count(*) FROM calls WHERE step LIKE '%/turn/%'") == [(0,)]
