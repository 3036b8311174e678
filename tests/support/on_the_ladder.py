"""Trajectories for tests of single rungs: one plain errand, edited as JSON, and what a rung finds in it."""

import asyncio
from collections.abc import Callable
from typing import Any

from dramaturg.scenarios.blueprint import Variant
from dramaturg.scenarios.finding import Finding, Severity
from dramaturg.scenarios.ladder.climb import climb
from dramaturg.scenarios.trajectory import Trajectory
from tampered_records import Record, covered_up, record_of
from trajectories import one

Edit = Callable[[Record], Any]


def errand(
    tool: str, variant: Variant = Variant.PLAIN, *, world: str = "shop", holds: Callable[[Record], object] = bool
) -> Trajectory:
    """Return a trajectory whose task calls, or forbids, a tool, played without any habit."""
    for seed in range(60):
        found = one(world, seed, variant, is_plain=True)
        if found is None or not holds(record_of(found)):
            continue
        if tool in (*found.blueprint.forbidden, *(call.tool for call in found.blueprint.calls)):
            return found
    raise LookupError(f"no seed draws {tool} as {variant}")


def edited(trajectory: Trajectory, edit: Edit, *, is_true: bool = False) -> Trajectory:
    """Return a trajectory after an edit; `is_true` also records what then truly comes of its calls."""
    record = record_of(trajectory)
    edit(record)
    return Trajectory.model_validate(asyncio.run(covered_up(record)) if is_true else record)


def findings(trajectory: Trajectory, rung: str, least: Severity = Severity.BLOCKING) -> list[Finding]:
    """Return what a rung finds, of a severity or all above minor."""
    held = (least,) if least is not Severity.MAJOR else (Severity.MAJOR, Severity.BLOCKING)
    found = asyncio.run(climb(trajectory)).findings
    return [each for each in found if each.source == f"verifier:{rung}" and each.severity in held]


def call_of(record: Record, tool: str) -> Record:
    """Return the first call of a tool, by its real name."""
    names = {offered["real"]: offered["name"] for offered in record["tools"]}
    return next(call for act in record["acts"] for call in act["calls"] if call["tool"] == names.get(tool, tool))


def act_of(record: Record, call: Record) -> int:
    """Return the place of the act that holds a call."""
    return next(place for place, act in enumerate(record["acts"]) if call in act["calls"])


def said(actor: str, text: str, *, is_done: bool = False) -> Record:
    """Return an act of words."""
    return {"actor": actor, "text": text, "calls": [], "is_done": is_done}


def made(actor: str, tool: str, **arguments: Any) -> Record:
    """Return an act of one call; what comes of it is for `is_true` to record."""
    call: Record = {"id": "call_0", "tool": tool, "arguments": arguments, "result": {"value": None}, "changes": []}
    return {"actor": actor, "text": "", "calls": [call], "is_done": False}
