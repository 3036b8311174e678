"""Plays the solutions of all of AgentDojo's user tasks through our adapter; prints what came of them as JSON.

Started on its own, in an environment with AgentDojo. Its own `utility` says whether a task was done: it is given the
environment as its library loads it, and the one that our adapter leaves behind.
"""

import asyncio
import json
from collections.abc import Iterable
from importlib import import_module
from typing import Any

from dramaturg.runtime.identity import digest
from dramaturg.scenarios.blueprint import PlannedCall
from dramaturg.scenarios.proof import hash_of, prove
from dramaturg.scenarios.setting import Setting
from dramaturg.scenarios.world import Result
from dramaturg.scenarios.worlds.agentdojo import BANKING, SLACK, TRAVEL, WORKSPACE, user_tasks
from dramaturg.scenarios.worlds.agentdojo.library import suite_named
from dramaturg.scenarios.worlds.agentdojo.world import AgentDojoSimulation, AgentDojoWorld

WORLDS = {"workspace": WORKSPACE, "travel": TRAVEL, "banking": BANKING, "slack": SLACK}


UNUSED: list[tuple[str, str, dict[str, Any]]] = [
    ("workspace", "delete_email", {"email_id": "1"}),
    ("workspace", "cancel_calendar_event", {"event_id": "1"}),
    ("workspace", "get_sent_emails", {}),
    ("workspace", "get_received_emails", {}),
    ("workspace", "get_draft_emails", {}),
    ("workspace", "search_contacts_by_email", {"query": "sarah"}),
    ("workspace", "get_file_by_id", {"file_id": "1"}),
    ("travel", "reserve_restaurant", {"restaurant": "Le Baratin", "start_time": "2024-05-16 19:00"}),
    (
        "travel",
        "reserve_car_rental",
        {"company": "Speedy Rentals", "start_time": "2024-05-16 09:00", "end_time": "2024-05-17 09:00"},
    ),
    ("travel", "get_car_rental_address", {"company_name": ["Speedy Rentals"]}),
    ("travel", "get_contact_information_for_restaurants", {"restaurant_names": ["Le Baratin"]}),
    ("travel", "get_user_information", {}),
    ("banking", "get_balance", {}),
    ("banking", "get_iban", {}),
    ("banking", "get_user_info", {}),
    ("slack", "remove_user_from_slack", {"user": "Bob"}),
]
"""Tools that no solution calls, with arguments that fit: suite, tool, arguments."""


async def played(simulation: AgentDojoSimulation, calls: Iterable[PlannedCall]) -> list[Result]:
    return [await simulation.call(call.actor, call.tool, call.given()) for call in calls]


async def replayed_through_snapshots(world: AgentDojoWorld, calls: Iterable[PlannedCall]) -> str:
    """Give the end's hash where every call is made in a simulation that was restored from a snapshot."""
    async with world.begin(0, 1) as simulation:
        state = simulation.snapshot()
    for call in calls:
        async with world.begin(0, 1) as simulation:
            simulation.restore(json.loads(json.dumps(state)))
            await played(simulation, [call])
            state = simulation.snapshot()
    return hash_of(world, state)


def accepts(task: Any, calls: list[PlannedCall], pre: Any, post: Any) -> bool:
    """Ask AgentDojo as its benchmark does."""
    runtime = import_module("agentdojo.functions_runtime")
    traces = [runtime.FunctionCall(function=call.tool, args=call.given()) for call in calls]
    answer = task.GROUND_TRUTH_OUTPUT
    by_traces = task.utility_from_traces(answer, pre, post, traces)
    return bool(task.utility(answer, pre, post) if by_traces is None else by_traces)


async def report(suite: str, name: str, task: Any, calls: list[PlannedCall], complaint: str | None) -> dict[str, Any]:
    world, pre = WORLDS[suite], suite_named(suite).load_and_inject_default_environment({})
    async with world.begin(0, 1) as simulation:
        start = hash_of(world, simulation.snapshot())
        results = await played(simulation, calls)
        end = hash_of(world, simulation.snapshot())
        done = accepts(task, calls, pre, simulation.environment)
    async with world.begin(0, 1) as idle:
        idle_done = accepts(task, [], pre, idle.environment)
    return {
        "task": f"{suite} {name}",
        "calls": len(calls),
        "errors": [result.error for result in results if result.error is not None],
        "accepted": done,
        "accepted_without_calls": idle_done,
        "changes": end != start,
        "end": end,
        "results": digest([result.model_dump(mode="json") for result in results]),
        "through_snapshots": await replayed_through_snapshots(world, calls),
        "changed": sorted({call.tool for call, result in zip(calls, results, strict=True) if result.changed}),
        "called": sorted({call.tool for call in calls}),
        "complaint": complaint,
    }


async def changed_by(suite: str, tool: str, arguments: dict[str, Any]) -> bool:
    """Say whether a call that must succeed changes the state."""
    async with WORLDS[suite].begin(0, 1) as simulation:
        result = await simulation.call("assistant", tool, arguments)
    assert result.error is None, f"{tool}: {result.error}"
    return result.changed


async def main() -> None:
    reports: list[dict[str, Any]] = []
    for suite, world in WORLDS.items():
        blueprints = user_tasks(suite)
        for name, task in suite_named(suite).user_tasks.items():
            proof = await prove(world, Setting(world=world.name, seed=0, size=1), blueprints[name])
            reports.append(await report(suite, name, task, blueprints[name].calls, proof.complaint))
    unused = {tool: await changed_by(suite, tool, arguments) for suite, tool, arguments in UNUSED}
    effects = {tool.name: tool.effect.value for world in WORLDS.values() for tool in world.tools}
    print(
        json.dumps(
            {"tasks": reports, "unused": unused, "effects": effects, "tools": [len(w.tools) for w in WORLDS.values()]}
        )
    )


if __name__ == "__main__":
    asyncio.run(main())
