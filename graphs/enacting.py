"""Enacting: what each side of a trajectory knows, whose turn it is, and what comes of its calls."""

from collections.abc import Mapping, Sequence
from typing import Any

from ..agents.simulated_user import Wanted
from ..runtime.inner_json import object_in
from ..scenarios.blueprint import Blueprint, Variant
from ..scenarios.brief import Brief
from ..scenarios.offering import called
from ..scenarios.setting import VARIANT, Setting
from ..scenarios.state import Difference, differences
from ..scenarios.trajectory import Act, AssistantView, Called, Offered, UserView, seen_by
from ..scenarios.world import Actor, Result, Simulation, World
from .playground import Playground


def view_of_user(
    brief: Brief, setting: Setting, blueprint: Blueprint, tools: Sequence[Offered], acts: Sequence[Act]
) -> UserView:
    """Return all that the user knows; what is special about the task is not theirs to know."""
    directions = (drawn.direction(name) for name, drawn in brief.controls.items() if name != VARIANT)
    return UserView(
        persona=brief.persona.text,
        goal=blueprint.goal,
        known=tuple(blueprint.known),
        unknown=tuple(blueprint.unknown),
        exit=blueprint.exit,
        directions=tuple(directions),
        withholds=setting.variant is Variant.MISSING_PARAMETER,
        tools=tuple(tool for tool in tools if tool.actor == "user"),
        acts=seen_by("user", acts),
        turn=len(acts) + 1,
        left=setting.acts - len(acts),
    )


def view_of_assistant(world: World, setting: Setting, tools: Sequence[Offered], acts: Sequence[Act]) -> AssistantView:
    """Return all that the assistant knows: nothing of the blueprint."""
    return AssistantView(
        policy=world.policy,
        tools=tuple(tool for tool in tools if tool.actor == "assistant"),
        acts=seen_by("assistant", acts),
        turn=len(acts) + 1,
        left=setting.acts - len(acts),
    )


def next_actor(acts: Sequence[Act], most: int) -> Actor | None:
    """Return who acts next, or None at the end.

    Whoever called something goes on with what came of it. Once the user is done, the assistant still finishes what
    it began: a user who leaves right after consenting must not leave the write undone (tau2-bench, PR 297).
    """
    last = acts[-1]
    if len(acts) >= most or (last.actor == "assistant" and last.is_done):
        return None
    if last.calls:
        return last.actor
    if last.actor == "assistant":
        return None if any(act.is_done for act in acts) else "user"
    return "assistant"


async def executed(
    playground: Playground, tools: Sequence[Offered], actor: Actor, wanted: Sequence[Wanted], made: int
) -> tuple[Called, ...]:
    """Make the calls of one act, in order; ids go on from those that were made."""
    calls: list[Called] = []
    for number, call in enumerate(wanted, made + 1):
        arguments = object_in(call.arguments.strip() or "{}")
        tool = next((tool for tool in tools if tool.name == call.tool and tool.actor == actor), None)
        result, changes = await _result(playground.use(), tool, call.tool, arguments)
        calls.append(
            Called(
                id=f"call_{number}",
                tool=call.tool,
                arguments=arguments or {},
                unreadable=call.arguments if arguments is None else "",
                result=result,
                changes=changes,
            )
        )
    return tuple(calls)


async def _result(
    world: Simulation, tool: Offered | None, name: str, arguments: Mapping[str, Any] | None
) -> tuple[Result, tuple[Difference, ...]]:
    before = world.snapshot()
    result = await called(world, tool, name, arguments)
    return result, differences(before, world.snapshot()) if result.changed else ()
