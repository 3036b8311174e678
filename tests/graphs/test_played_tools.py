"""Worlds whose tools a model plays: a world is one file beside the scenario, and every row says what is not proven."""

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from typer.testing import CliRunner

from dramaturg.cli.app import app
from dramaturg.graphs.directory import reader
from dramaturg.graphs.report import Ending
from dramaturg.graphs.sample import Sample, Status
from dramaturg.releases.canonical import export
from dramaturg.runtime.errors import UsageError
from dramaturg.runtime.ledger import calls
from dramaturg.runtime.models import ModelSpec
from dramaturg.runtime.received import Sender
from dramaturg.runtime.senders import sender_for
from dramaturg.scenarios.arguments import misfits
from dramaturg.scenarios.ladder.climb import climb
from dramaturg.scenarios.loading import load
from dramaturg.scenarios.seed import Seed
from dramaturg.scenarios.seed_files import read_seeds
from dramaturg.scenarios.spec import Scenario
from dramaturg.scenarios.trajectory import Trajectory, trajectory_of
from dramaturg.scenarios.world import WORLDS
from play import MakeRun, Spectator, play
from table_room import laid_out

NOT_PROVEN = {"replay", "end_state", "needless"}
WANTED = 6


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return laid_out(tmp_path_factory.mktemp("room"))


def job(room: Path, **changes: object) -> tuple[Scenario, tuple[Seed, ...]]:
    scenario, base = load(str(room))
    return Scenario.model_validate(scenario.model_dump() | changes), read_seeds(scenario.seeds, base)


def made(directory: Path, room: Path) -> list[Trajectory]:
    """Run the scenario and give the trajectories that were accepted."""
    watched = Spectator()
    play(directory, *job(room), WANTED, spectator=watched)
    return [accepted for sample in watched.samples if (accepted := accepted_of(sample))]


def accepted_of(sample: Sample) -> Trajectory | None:
    return trajectory_of(sample.draft.payload) if sample.status is Status.ACCEPTED and sample.draft else None


def test_rows_say_what_is_not_proven_and_results_have_the_tools_form(run_directory: MakeRun, room: Path) -> None:
    directory = run_directory("run")
    report = play(directory, *job(room), WANTED)
    assert (report.ending, report.unexecuted) == (Ending.DONE, True)
    rows = [json.loads(line) for line in (directory / "dataset.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(rows) == WANTED
    called = 0
    for row in rows:
        assert row["unexecuted"] is True
        assert "tool_player" in row["prompts"]
        checks = {check["name"]: check for check in row["checks"]}
        assert {name for name, check in checks.items() if check["unexecuted"]} == NOT_PROVEN
        assert {name for name, check in checks.items() if not check["passed"]} == NOT_PROVEN
        for act in row["acts"]:
            for call in act["calls"]:
                value = call["result"]["value"]
                assert value is None or not [*misfits(WORLDS.get("table_room").returns[call["tool"]], value)]
                called += value is not None
    assert called > WANTED
    with reader(directory) as ledger:
        assert export(ledger, "trl", directory / "trl.jsonl").unexecuted == WANTED


def test_each_answer_is_a_call_of_its_own_role_that_sees_all_before(run_directory: MakeRun, room: Path) -> None:
    directory = run_directory("run")
    play(directory, *job(room), WANTED)
    with reader(directory) as ledger:
        asked = [row for row in ledger.read(calls.select()) if row["role"] == "world"]
    later = [row for row in asked if row["step"].split("~")[0].endswith("/tool/2")]
    assert later
    assert all("call of find_tables" in row["request"] for row in later)
    assert all('\\"seats\\": 2' in row["request"] or '\\"seats\\":2' in row["request"] for row in asked)


def test_validate_tells_that_a_model_answers(room: Path) -> None:
    said = CliRunner().invoke(app, ["validate", str(room), "--json"])
    assert json.loads(said.output)["world"] == "table_room, unexecuted: a model answers for its tools"


def changed(trajectory: Trajectory, change: Mapping[str, Any]) -> Trajectory:
    """Return a trajectory whose last call came out otherwise."""
    place = max(at for at, act in enumerate(trajectory.acts) if act.calls)
    act = trajectory.acts[place]
    result = act.calls[-1].result.model_copy(update=dict(change))
    calls = (*act.calls[:-1], act.calls[-1].model_copy(update={"result": result}))
    acts = (*trajectory.acts[:place], act.model_copy(update={"calls": calls}), *trajectory.acts[place + 1 :])
    return trajectory.model_copy(update={"acts": acts})


def without_writes(trajectory: Trajectory) -> Trajectory:
    acts = (
        act.model_copy(update={"calls": tuple(made for made in act.calls if made.tool != "book_table")})
        for act in trajectory.acts
    )
    return trajectory.model_copy(update={"acts": tuple(acts)})


def faults(trajectory: Trajectory) -> set[tuple[str, str]]:
    return {
        (each.source.removeprefix("verifier:"), str(each.severity)) for each in asyncio.run(climb(trajectory)).findings
    }


def test_the_ladder_finds_what_can_be_found_without_executing(run_directory: MakeRun, room: Path) -> None:
    accepted = made(run_directory("run"), room)
    booked = [each for each in accepted if any(call.tool == "book_table" for _, call in each.calls())]
    assert booked
    for trajectory in booked:
        assert faults(trajectory) == set()
        assert ("replay", "blocking") in faults(changed(trajectory, {"value": {"table_id": "T2"}}))
        assert ("replay", "blocking") in faults(changed(trajectory, {"changed": True}))
        assert ("milestones", "blocking") in faults(without_writes(trajectory))


class Careless:
    """The rehearsal model, which forgets the form of a tool at first, so many times in a row."""

    def __init__(self, spec: ModelSpec, times: int) -> None:
        self._inner = sender_for(spec)
        self._times = times
        self.told: list[str] = []

    async def send(self, messages: list[BaseMessage], **settings: Any) -> ChatResult:
        result = await self._inner.send(messages, **settings)
        if settings["response_format"]["json_schema"]["name"] != "TableRoomPlayed":
            return result
        again = [str(said.content) for said in messages if str(said.content).startswith("That reply cannot be used")]
        self.told += again
        if len(again) >= self._times:
            return result
        message = AIMessage(content=json.dumps({"error": None, "value": {"table_id": 5}}))
        return ChatResult(generations=[ChatGeneration(message=message, generation_info={"finish_reason": "stop"})])


def test_an_answer_that_misses_the_form_is_asked_for_again(run_directory: MakeRun, room: Path) -> None:
    senders: list[Careless] = []

    def once(spec: ModelSpec) -> Sender:
        senders.append(Careless(spec, 1))
        return senders[-1]

    watched = Spectator()
    report = play(run_directory("run"), *job(room), 3, spectator=watched, senders=once)
    assert report.ending is Ending.DONE
    assert any("value" in told and "table_id" in told for sender in senders for told in sender.told)
    mended = {name for sample in watched.samples for name in sample.mended}
    assert {name.rpartition(":")[2] for name in mended if "/tool/" in name} == {"asked_again"}


def test_an_answer_that_stays_unusable_fails_its_brief(run_directory: MakeRun, room: Path) -> None:
    watched = Spectator()
    report = play(
        run_directory("run"),
        *job(room, budget={"candidates": 4}, models={"default": {"name": "rehearsal:defects=0"}}),
        4,
        spectator=watched,
        senders=lambda spec: Careless(spec, 9),
    )
    failed = [sample for sample in watched.samples if sample.status is Status.FAILED]
    assert report.counts.failed == len(failed) > 0
    assert {sample.stage for sample in failed} == {"write"}
    assert all("wrong_shape" in (sample.reason or "") for sample in failed)


def test_injected_orders_are_refused_for_such_worlds(room: Path) -> None:
    text = room.read_text(encoding="utf-8")
    other = room.with_name("injected.yaml")
    other.write_text(text.replace("variants: {", "variants: {injected: 1, "), encoding="utf-8")
    with pytest.raises(UsageError, match="is shown no injected order"):
        load(str(other))
