"""Records that are tampered with: trajectories as JSON, what is in them, and how a forger covers up."""

import json
import re
from typing import Any

from dramaturg.scenarios.proof import hash_of
from dramaturg.scenarios.state import differences
from dramaturg.scenarios.trajectory import Act, Called, Trajectory
from dramaturg.scenarios.world import WORLDS, Result

Record = dict[str, Any]
"""A trajectory as JSON."""


def record_of(trajectory: Trajectory) -> Record:
    """Return a trajectory as JSON of its own."""
    return json.loads(trajectory.model_dump_json())


def calls_in(record: Record) -> list[tuple[Record, Record]]:
    """Return every call with its act."""
    return [(act, call) for act in record["acts"] for call in act["calls"]]


def words(record: Record, actor: str) -> list[Record]:
    """Return the acts in which somebody says something."""
    return [act for act in record["acts"] if act["actor"] == actor and act["text"]]


def schema_of(record: Record, call: Record) -> Record:
    """Return the schema of what is called."""
    found: list[Record] = [tool["parameters"] for tool in record["tools"] if tool["name"] == call["tool"]]
    return found[0] if found else {}


def renumbered(record: Record) -> Record:
    """Give calls ids that count up, and drop acts in which nothing is left."""
    record["acts"] = [act for act in record["acts"] if act["text"] or act["calls"]]
    for number, (_, call) in enumerate(calls_in(record), 1):
        call["id"] = f"call_{number}"
    return record


async def covered_up(record: Record) -> Record:
    """Record what truly comes of all calls, and the state that they truly lead to."""
    held = Trajectory.model_validate(renumbered(record))
    world, setting = WORLDS.get(held.setting.world), held.setting
    reals = {(tool.name, str(tool.actor)): tool.real for tool in held.tools}
    acts: list[Act] = []
    async with world.begin(setting.seed, setting.size) as simulation:
        for act in held.acts:
            calls: list[Called] = []
            for call in act.calls:
                before = simulation.snapshot()
                real = reals.get((call.tool, act.actor))
                result = Result(error=f"there is no tool {call.tool!r}")
                if real:
                    result = await simulation.call(act.actor, real, call.arguments)
                changes = differences(before, simulation.snapshot()) if result.changed else ()
                calls.append(call.model_copy(update={"result": result, "changes": changes}))
            acts.append(act.model_copy(update={"calls": tuple(calls)}))
        end = hash_of(world, simulation.snapshot())
    return record_of(held.model_copy(update={"acts": tuple(acts), "state": end}))


def end_matched(record: Record, original: Record) -> Record:
    """Record the end state that the task wants, whatever the calls lead to."""
    record["state"] = original["state"]
    return record


def alike(record: Record, value: str) -> list[str]:
    """Return texts that occur in the record and have the shape of another one."""
    every = re.findall(r"[\w.@+-]+", json.dumps(record["acts"]))
    days = (
        [re.sub(r"\d\d$", day, value) for day in ("11", "17", "23")] if re.fullmatch(r"\d{4}-\d\d-\d\d", value) else []
    )
    return sorted({each for each in (*every, *days) if shape(each) == shape(value)} - {value})


def shape(text: str) -> str:
    """Return a text with all digits and all letters alike."""
    return re.sub(r"[^\W\d_]+", "a", re.sub(r"\d", "9", text))
