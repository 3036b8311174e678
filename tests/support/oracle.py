"""What is wrong with a trajectory by plain replay, written from the protocol alone and without the code under test.

All calls are made again in a fresh world, and so are those of the task's solution. Results, changes and end states are
compared as JSON; words and arguments are searched by expressions of this file.
"""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

from dramaturg.runtime.frozen import is_list, is_mapping
from dramaturg.scenarios.setting import Setting
from dramaturg.scenarios.state import State
from dramaturg.scenarios.trajectory import Act, Called, Closing, Trajectory
from dramaturg.scenarios.world import WORLDS, Actor, Result

Move = tuple[Actor, str | None, dict[str, Any]]
"""Who calls which tool of the world (None: it has none of that name) with what."""

Names = dict[tuple[str, Actor], str]
"""The world's own names of what was offered."""

LONG: Final = re.compile(r"[\w.@+-]*\d[\w.@+-]*\d[\w.@+-]*\d[\w.@+-]*\d[\w.@+-]*")
DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
ID_IN_WORDS: Final = re.compile(r"\b(?:[A-Z]+-?\d{6,}|[A-Z]{2}\d{2}[A-Z]{2}\d{4}[A-Z])\b")
IN_WORDS: Final = {"3": "three", "5": "five", "30": "thirty", "60": "sixty"}


LOOK_FIRST: Final = {
    "shop": {
        "": "verify_customer",
        "order$|^change_order|reschedule|return$|exchange|credit": "get_order",
        "exchange|waiting": "get_product",
    },
    "device": {"": "look_up_account", "reboot|firmware|provision|part": "look_up_device"},
}
"""World → tools by a part of their names → what its policy has looked up before such a one changes anything."""


class Step(NamedTuple):
    """What came of a call in the fresh world."""

    result: Result | None
    before: State
    after: State


async def objections(tampered: Trajectory, original: Trajectory) -> set[str]:
    """Return what is wrong with a trajectory; `original` gives what was offered, and the hash of a right end."""
    reals: Names = {(tool.name, tool.actor): tool.real for tool in original.tools}
    steps = await replayed(tampered.setting, moves(tampered, reals))
    ends = [each[-1].after if each else None for each in (steps, await solved(original))]
    same_end = as_bag(ends[0]) == as_bag(ends[1]) if None not in ends else await ends_alike(original, ends)
    said = [act for act in tampered.acts if act.actor == "assistant"]
    checks = {
        "result": all(is_so(call, step) for (_, call), step in zip(tampered.calls(), steps, strict=True)),
        "end": same_end,
        "record": (tampered.state == original.state) == same_end,
        "told": all(any(tells(act.text, value) for act in said) for value in tampered.blueprint.tells),
        "seen": all(any(shows(each, value) for each in seen(tampered)) for value in tampered.blueprint.tells),
        "ids": len({call.id for _, call in tampered.calls()}) == len([*tampered.calls()]),
        "learned": not [*unlearned(tampered)],
        "order": not [*hasty(tampered, reals, steps)],
        "offer": (tampered.policy, tampered.tools) == (original.policy, original.tools),
        "ended": tampered.closing is not Closing.CAP and any(act.is_done for act in tampered.acts),
    }
    return {name for name, holds in checks.items() if not holds}


async def replayed(setting: Setting, wanted: Iterable[Move]) -> list[Step]:
    """Make calls in a fresh world."""
    steps: list[Step] = []
    async with WORLDS.get(setting.world).begin(setting.seed, setting.size) as simulation:
        for actor, real, arguments in wanted:
            before = simulation.snapshot()
            result = await simulation.call(actor, real, arguments) if real else None
            steps.append(Step(result, before, simulation.snapshot()))
    return steps


async def solved(trajectory: Trajectory) -> list[Step]:
    """Make the calls of the task's solution in a fresh world."""
    calls = trajectory.blueprint.calls
    return await replayed(trajectory.setting, [(call.actor, call.tool, call.given()) for call in calls])


async def ends_alike(trajectory: Trajectory, ends: list[State | None]) -> bool:
    """Compare ends of which one or both have no call before them."""
    setting = trajectory.setting
    async with WORLDS.get(setting.world).begin(setting.seed, setting.size) as simulation:
        fresh = simulation.snapshot()
    return as_bag(ends[0] or fresh) == as_bag(ends[1] or fresh)


async def is_write_needed(trajectory: Trajectory) -> bool:
    """Whether a task is unsolved as long as nothing changes."""
    steps = await solved(trajectory)
    return bool(steps) and as_bag(steps[0].before) != as_bag(steps[-1].after)


def moves(trajectory: Trajectory, reals: Names) -> Iterator[Move]:
    """Yield the calls of a trajectory by the world's own names."""
    for actor, call in trajectory.calls():
        yield actor, reals.get((call.tool, actor)) or None, call.arguments


def as_bag(value: object) -> str:
    """Return a JSON text in which the order of lists does not matter."""
    if is_mapping(value):
        return "{" + ",".join(sorted(f"{key}:{as_bag(each)}" for key, each in value.items())) + "}"
    return f"[{','.join(sorted(map(as_bag, value)))}]" if is_list(value) else json.dumps(value)


def is_so(call: Called, step: Step) -> bool:
    """Whether a call is on record as the fresh world has it."""
    if step.result is None:
        return call.result.error is not None and call.result.value is None and not call.changes
    recorded, again = (json.dumps(each.model_dump(mode="json"), sort_keys=True) for each in (call.result, step.result))
    return recorded == again and changed_places(call, step) == changed_leaves(step)


def changed_leaves(step: Step) -> set[str]:
    """Return the places whose value changed."""
    before, after = dict(places(step.before)), dict(places(step.after))
    return {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}


def changed_places(call: Called, step: Step) -> set[str]:
    """Return the places that are on record as changed; one with a wrong value is none of the world's."""
    found: set[str] = set()
    for each in call.changes:
        before = dict(places(each.before, each.path)) if each.change != "added" else {}
        after = dict(places(each.after, each.path)) if each.change != "removed" else {}
        if (before, after) != (within(step.before, each.path), within(step.after, each.path)):
            found.add(f"{each.path} is not so")
        found |= {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    return found


def within(state: State, path: str) -> dict[str, str]:
    """Return the leaves of a state under a place."""
    return {key: value for key, value in places(state) if f"{key}.".startswith(f"{path}.")}


def places(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield every leaf of a state with its place; a list is a leaf, an empty table is none."""
    if is_mapping(value):
        for key, each in value.items():
            yield from places(each, f"{path}.{key}" if path else str(key))
    else:
        yield path, json.dumps(value, sort_keys=True)


def tells(text: str, value: str) -> bool:
    """Whether a text tells a value as a whole."""
    text = re.sub(r"(?<=\d),(?=\d{3}\b)", "", text)
    wanted = [value, *([IN_WORDS[value]] if value in IN_WORDS else [])]
    return any(re.search(rf"(?<![\w.]){re.escape(each)}(?!\w|[.,]\d)(?!-\d)", text) for each in wanted)


def seen(trajectory: Trajectory) -> Iterator[Any]:
    """Yield what the assistant saw in the whole talk."""
    yield trajectory.policy
    for act in trajectory.acts:
        if act.actor == "user":
            yield act.text
        else:
            yield from (call.result.value for call in act.calls)


def shows(value: object, wanted: str) -> bool:
    """Whether something that was seen holds a value, an amount also in cents."""
    if is_mapping(value):
        return any(shows(each, wanted) for pair in value.items() for each in pair)
    if is_list(value):
        return any(shows(each, wanted) for each in value)
    if isinstance(value, int):
        return wanted in (str(value), f"{abs(value) / 100:.2f}")
    return tells(str(value), wanted)


def unlearned(trajectory: Trajectory) -> Iterator[str]:
    """Yield ids in calls and in words that whoever uses them cannot have learned."""
    task = trajectory.blueprint
    heard = {"user": " ".join((task.goal, *task.known, task.exit)), "assistant": trajectory.policy}
    for act in trajectory.acts:
        for used in used_in(act):
            if not re.search(rf"(?<![\w]){re.escape(used)}(?![\w])", heard[act.actor], re.IGNORECASE):
                yield used
        shown = json.dumps([[call.result.value, call.result.error] for call in act.calls], ensure_ascii=False)
        heard[act.actor] += f" {shown}"
        heard["user" if act.actor == "assistant" else "assistant"] += f" {act.text}"


def hasty(trajectory: Trajectory, reals: Names, steps: list[Step]) -> Iterator[str]:
    """Yield changes by the assistant before the look-ups that the policy's first and third rule ask for."""
    asked_for, seen = LOOK_FIRST[trajectory.setting.world], set[str]()
    outcomes = iter(steps)
    for act in trajectory.acts:
        made = [(reals.get((call.tool, act.actor), ""), next(outcomes)) for call in act.calls]
        for real, step in made:
            if act.actor == "assistant" and step.before != step.after:
                wanted = {look for verbs, look in asked_for.items() if re.search(verbs, real)}
                yield from (f"{real} before {look}" for look in wanted - seen)
        seen |= {real for real, step in made if step.result is not None and step.result.error is None}


def used_in(act: Act) -> Iterator[str]:
    """Yield the ids in an act's calls and words."""
    given = json.dumps([[*call.arguments.values()] for call in act.calls], ensure_ascii=False)
    for text in re.findall(r'"([^"]*)"', given):
        if LONG.fullmatch(text) and not DAY.fullmatch(text):
            yield text
    yield from ID_IN_WORDS.findall(act.text)
