"""Proof: a blueprint's calls executed in a fresh world, and what shows that the task can be solved as it says."""

import re
from collections.abc import Iterable, Iterator

from ..runtime.frozen import Frozen, is_list, is_mapping
from ..runtime.identity import canonical
from .blueprint import Blueprint, PlannedCall, Variant
from .setting import Setting
from .state import Difference, State, differences, state_hash
from .world import Result, Simulation, World

QUIET = frozenset({Variant.IMPOSSIBLE, Variant.AGAINST_POLICY, Variant.NOTHING_TO_CALL})
"""Tasks at whose end the state is as it was."""

_IDENTIFIER = re.compile(r"^(?=.*\d)[\w.@+-]{4,}$")
"""A text that nobody can guess: it has a digit and no space."""


_TRIFLES = re.compile(r"[\s,.'’]")


class Proof(Frozen):
    """What came of a blueprint's calls. `complaint` is None where they prove that the task is solvable."""

    complaint: str | None
    changes: tuple[Difference, ...] = ()
    end: str = ""
    """The hash of the state that a solved task ends in."""


async def prove(world: World, setting: Setting, blueprint: Blueprint) -> Proof:
    """Execute a blueprint in a fresh simulation of its setting."""
    async with world.begin(setting.seed, setting.size) as simulation:
        before = simulation.snapshot()
        end_before = hash_of(world, before)
        results = [await _executed(simulation, call) for call in blueprint.calls]
        after = simulation.snapshot()
    complaints = [
        *_errors(blueprint.calls, results),
        *_ungrounded(blueprint, results),
        *_untold(world, blueprint, results),
        *_effects(world, setting, blueprint, changed=hash_of(world, after) != end_before),
    ]
    return Proof(
        complaint="\n".join(complaints[:4]) or None, changes=differences(before, after), end=hash_of(world, after)
    )


def hash_of(world: World, state: State) -> str:
    """Return the hash by which end states are compared: free texts do not count."""
    return state_hash(state, world.ordered, world.free_text)


def plain(text: str) -> str:
    """Return a text without what values are dressed up with: EUR 1,284.50 and 128450 cents are the same digits."""
    return _TRIFLES.sub("", text).casefold()


def identifiers(value: object) -> Iterator[str]:
    """Yield every text in a JSON value that nobody can guess."""
    if isinstance(value, str) and _IDENTIFIER.match(value):
        yield value
    for each in value.values() if is_mapping(value) else value if is_list(value) else ():
        yield from identifiers(each)


async def _executed(simulation: Simulation, call: PlannedCall) -> Result:
    return await simulation.call(call.actor, call.tool, call.given())


def _errors(calls: Iterable[PlannedCall], results: Iterable[Result]) -> Iterator[str]:
    for call, result in zip(calls, results, strict=False):
        if result.error is not None:
            yield f"{call.tool} {call.arguments} failed: {result.error}"


def _ungrounded(blueprint: Blueprint, results: list[Result]) -> Iterator[str]:
    """Complain of identifiers that the assistant could not have learned: neither told by the user nor shown before."""
    learned = "\n".join((blueprint.goal, *blueprint.known))
    for place, call in enumerate(blueprint.calls):
        if call.actor == "assistant":
            for identifier in identifiers(call.given()):
                if identifier not in learned:
                    yield f"{call.tool} uses {identifier!r}, which neither the user knows nor an earlier result shows"
        if place < len(results):
            learned += "\n" + canonical(results[place].value)


def _untold(world: World, blueprint: Blueprint, results: Iterable[Result]) -> Iterator[str]:
    shown = plain("\n".join((world.policy, *blueprint.known, *(canonical(result.value) for result in results))))
    for value in blueprint.tells:
        if plain(value).lstrip("0") not in shown:
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
