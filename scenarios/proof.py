"""Proof: a blueprint's calls executed in a fresh world, and what shows that the task can be solved as it says."""

from collections.abc import Iterable, Iterator

from ..runtime.frozen import Frozen
from .blueprint import Blueprint, PlannedCall, Variant
from .precedence import Done, missing_before
from .setting import Setting
from .state import Difference, State, differences, state_hash
from .trajectory import Offered
from .values import identifiers, names, tells, texts
from .world import Result, Simulation, Tool, World

QUIET = frozenset({Variant.IMPOSSIBLE, Variant.AGAINST_POLICY, Variant.NOTHING_TO_CALL})
"""Tasks at whose end the state is as it was."""


class Proof(Frozen):
    """What came of a blueprint's calls. `complaint` is None where they prove that the task is solvable."""

    complaint: str | None
    changes: tuple[Difference, ...] = ()
    end: str = ""
    """The hash of the state that a solved task ends in."""


async def prove(world: World, setting: Setting, blueprint: Blueprint) -> Proof:
    """Execute a blueprint in a fresh simulation of its setting.

    Where nothing can be executed, all that is shown is that the calls fit.
    """
    async with world.begin(setting.seed, setting.size) as simulation:
        before = simulation.snapshot()
        end_before = hash_of(world, before)
        results = [await _executed(simulation, call) for call in blueprint.calls]
        after = simulation.snapshot()
    end = hash_of(world, after)
    complaints = [
        *_errors(blueprint.calls, results),
        *(_ungrounded(world, blueprint, results) if world.executed else ()),
        *_hasty(world, blueprint, results),
        *(_untold(world, blueprint, results) if world.executed else ()),
        *_effects(world, setting, blueprint, changed=end != end_before),
    ]
    return Proof(complaint="\n".join(complaints[:4]) or None, changes=differences(before, after), end=end)


def hash_of(world: World, state: State) -> str:
    """Return the hash by which end states are compared: free texts do not count."""
    return state_hash(state, world.ordered, world.free_text)


def told_of(tool: Tool | Offered) -> str:
    """Return what whoever is offered a tool reads of it: identifiers in it, such as choices, are there for all."""
    return "\n".join((tool.about, *texts(tool.parameters)))


async def _executed(simulation: Simulation, call: PlannedCall) -> Result:
    return await simulation.call(call.actor, call.tool, call.given())


def _errors(calls: Iterable[PlannedCall], results: Iterable[Result]) -> Iterator[str]:
    for call, result in zip(calls, results, strict=True):
        if result.error is not None:
            yield f"{call.tool} {call.arguments} failed: {result.error}"


def _ungrounded(world: World, blueprint: Blueprint, results: list[Result]) -> Iterator[str]:
    """Complain of identifiers that the assistant could not have learned: neither told by the user nor shown before."""
    learned = "\n".join((blueprint.goal, *blueprint.known, world.policy, *(told_of(tool) for tool in world.tools)))
    for call, result in zip(blueprint.calls, results, strict=True):
        if call.actor == "assistant":
            for identifier in identifiers(call.given()):
                if not names(learned, identifier):
                    yield f"{call.tool} uses {identifier!r}, which neither the user knows nor an earlier result shows"
        learned = "\n".join((learned, *texts(result.value)))


def _hasty(world: World, blueprint: Blueprint, results: Iterable[Result]) -> Iterator[str]:
    """Complain of calls before which others must have succeeded."""
    tools, done = {tool.name: tool for tool in world.tools}, list[Done]()
    for call, result in zip(blueprint.calls, results, strict=True):
        if result.error is None and call.tool in tools:
            for first in missing_before(tools[call.tool], call.given(), done):
                yield f"{call.tool} {call.arguments} is called before {first}, which must have succeeded first"
            done.append(Done(call.tool, call.given()))


def _untold(world: World, blueprint: Blueprint, results: Iterable[Result]) -> Iterator[str]:
    shown = [world.policy, *blueprint.known, *(text for result in results for text in texts(result.value))]
    for value in blueprint.tells:
        if not any(tells(text, value) for text in shown):
            yield f"the assistant is to tell {value!r}, which neither a result nor the policy shows"


def _effects(world: World, setting: Setting, blueprint: Blueprint, *, changed: bool) -> Iterator[str]:
    known = {tool.name for tool in world.tools}
    for name in blueprint.forbidden:
        if name not in known:
            yield f"forbidden names {name!r}, which is no tool"
    if changed and setting.variant in QUIET:
        yield f"the calls change the state, though the task is {setting.variant.value}"
    missing = set(blueprint.forbidden) & {call.tool for call in blueprint.calls}
    if missing:
        yield f"the solution calls {sorted(missing)[0]!r}, which is forbidden"
    if setting.variant is Variant.MISSING_TOOL and not blueprint.forbidden:
        yield "forbidden must name the tool that is taken away"
    if setting.variant is Variant.NOTHING_TO_CALL and blueprint.calls:
        yield "there are calls, though the task needs none"
