"""Tampering with what was called."""

import copy
import json
import random
from collections.abc import Iterator
from typing import Any

from dramaturg.runtime.frozen import is_list
from dramaturg.scenarios.blueprint import PlannedCall, Variant
from dramaturg.scenarios.trajectory import Act, Called, Closing
from dramaturg.scenarios.world import Effect, Result
from tampered_records import Record, alike, calls_in, renumbered, schema_of
from trajectories import PROPOSERS


def call_dropped(record: Record, rng: random.Random) -> Record | None:
    """Leave a call out."""
    found = calls_in(record)
    if not found:
        return None
    act, call = rng.choice(found)
    act["calls"].remove(call)
    return renumbered(record)


def argument_changed(record: Record, rng: random.Random) -> Record | None:
    """Give an argument another value that its schema allows and that looks like the right one."""
    found = [
        (call, key, others)
        for _, call in calls_in(record)
        for key, value in call["arguments"].items()
        if (others := [*alternatives(record, call, key, value)])
    ]
    if not found:
        return None
    call, key, others = rng.choice(found)
    call["arguments"][key] = rng.choice(others)
    return record


def alternatives(record: Record, call: Record, key: str, value: Any) -> Iterator[Any]:
    """Yield other values that an argument could have."""
    schema = schema_of(record, call).get("properties", {}).get(key, {})
    if "enum" in schema:
        yield from (each for each in schema["enum"] if each != value)
    elif isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield from (value + 100, max(1, value - 100))
    elif is_list(value):
        yield from ([each] for each in alike(record, str(value[0])))
    else:
        yield from alike(record, value)


def argument_spoilt(record: Record, rng: random.Random) -> Record | None:
    """Give an argument a value that its schema does not allow, leave it out, or add one."""
    found = [call for _, call in calls_in(record) if call["arguments"]]
    if not found:
        return None
    given = rng.choice(found)["arguments"]
    key = rng.choice(sorted(given))
    way = rng.randrange(4)
    if way == 0:
        del given[key]
    else:
        given[("please", key, key)[way - 1]] = (True, ["?"], {"value": given[key]})[way - 1]
    return record


def calls_swapped(record: Record, rng: random.Random) -> Record | None:
    """Make two calls of one side in the other order; each keeps the result on record."""
    found = [(one, two) for one in calls_in(record) for two in calls_in(record) if one[0]["actor"] == two[0]["actor"]]
    found = [(one[1], two[1]) for one, two in found if one[1]["arguments"] != two[1]["arguments"]]
    if not found:
        return None
    one, two = rng.choice(found)
    kept = copy.deepcopy(one)
    one.update(copy.deepcopy(two))
    two.update(kept)
    return renumbered(record)


def write_added(record: Record, rng: random.Random) -> Record | None:
    """Do something more that nobody asked for; ids that nobody has heard of are said before, so that they are known."""
    found = [*unasked(record)]
    if not found:
        return None
    heard = json.dumps(record["acts"])
    known = [call for call in found if all(str(value) in heard for value in call.given().values())]
    extra = rng.choice(known or found)
    name = next(tool["name"] for tool in record["tools"] if tool["real"] == extra.tool)
    call = Called(id="x", tool=name, arguments=extra.given(), result=Result(value={}, changed=True))
    made = [Act(actor=extra.actor, calls=(call,))]
    if extra not in known:
        other = "user" if extra.actor == "assistant" else "assistant"
        made.insert(0, Act(actor=other, text=f"There is {[*extra.given().values()]}."))
    place = max(2, len(record["acts"]) - 3)
    record["acts"][place:place] = [json.loads(act.model_dump_json()) for act in made]
    return renumbered(record)


def write_hurried(record: Record, rng: random.Random) -> Record | None:
    """Let the assistant change something at once and look afterwards; what it needs for that, the user says first."""
    writes = {tool["name"] for tool in record["tools"] if tool["effect"] == Effect.WRITE}
    acts = record["acts"]
    found = [at for at, act in enumerate(acts) if act["actor"] == "assistant" and names_of(act) & writes and at > 1]
    if not found:
        return None
    act = acts.pop(rng.choice(found))
    needed = [str(value) for call in act["calls"] for value in call["arguments"].values()]
    acts[0]["text"] += f" You need this: {', '.join(needed)}."
    acts.insert(1, act)
    return renumbered(record)


def names_of(act: Record) -> set[str]:
    """Return what an act calls."""
    return {call["tool"] for call in act["calls"]}


def unasked(record: Record) -> Iterator[PlannedCall]:
    """Yield writes that solve other tasks in the same state, and are not made in this one."""
    setting, mine = record["setting"], [call["arguments"] for _, call in calls_in(record)]
    writes = {tool["real"] for tool in record["tools"] if tool["effect"] == Effect.WRITE}
    for variant in Variant:
        task = PROPOSERS[setting["world"]](setting["seed"], variant)
        yield from (call for call in (task.calls if task else ()) if call.tool in writes and call.given() not in mine)


def user_leaves(record: Record, rng: random.Random) -> Record | None:
    """Let the user say goodbye before the first thing is changed, and the assistant leave it at that."""
    place = next((at for at, act in enumerate(record["acts"]) if any(call["changes"] for call in act["calls"])), None)
    if place is None:
        return None
    kept = record["acts"][:place]
    last = [Act(actor="user", text="Thanks, I must go.", is_done=True), Act(actor="assistant", text="Goodbye.")]
    record["acts"] = [*kept, *(json.loads(act.model_dump_json()) for act in last)]
    record["closing"] = Closing.DONE
    return record
