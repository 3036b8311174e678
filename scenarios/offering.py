"""Offering: which tools of a world an actor is offered in a task, under which names, and what comes of calling one."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from ..runtime.identity import digest
from .blueprint import Blueprint, Variant
from .setting import Setting
from .trajectory import Offered, offered
from .world import Effect, Result, Simulation, Tool, World

DISTRACTORS = Path(__file__).with_name("distractors.yaml")
"""Tools of other trades, which do nothing here."""


def offering(world: World, setting: Setting, blueprint: Blueprint) -> tuple[Offered, ...]:
    """Return the tools that are there in this task."""
    if setting.variant is Variant.MISSING_TOOL:
        # What would do it is what must not succeed: the blueprint solves the task without.
        return tuple(offered(tool) for tool in world.tools if tool.name not in blueprint.forbidden)
    if setting.variant is Variant.DISTRACTORS:
        return (*map(offered, world.tools), *_distractors())
    if setting.variant is Variant.SCRAMBLED:
        return _scrambled(world.tools, setting)
    return tuple(map(offered, world.tools))


async def called(
    simulation: Simulation, tool: Offered | None, name: str, arguments: Mapping[str, Any] | None
) -> Result:
    """Return what comes of a call under an offered name; not every call reaches a tool of the world.

    Args:
        simulation: the world under way.
        tool: what was offered to the caller under this name, if anything.
        name: the name.
        arguments: None where they could not be read.
    """
    if tool is None:
        return Result(error=f"there is no tool {name!r}")
    if arguments is None:
        return Result(error="the arguments are not a JSON object")
    if not tool.real:
        return Result(error=f"{name} is out of service")
    return await simulation.call(tool.actor, tool.real, arguments)


def _scrambled(tools: tuple[Tool, ...], setting: Setting) -> tuple[Offered, ...]:
    """Return the assistant's tools under names that say nothing, also where descriptions name each other."""
    names = {tool.name: f"fn_{digest('scrambled', setting.seed, tool.name)[:6]}" for tool in tools}
    pattern = re.compile("|".join(rf"\b{re.escape(name)}\b" for name in sorted(names, key=len, reverse=True)))
    return tuple(
        offered(tool, names[tool.name] if tool.actor == "assistant" else None).model_copy(
            update={"about": pattern.sub(lambda found: names[found[0]], tool.about)}
        )
        for tool in tools
    )


@cache
def _distractors() -> tuple[Offered, ...]:
    listed: list[dict[str, Any]] = yaml.safe_load(DISTRACTORS.read_text(encoding="utf-8"))
    return tuple(
        Offered(
            name=each["name"],
            real="",
            about=each["about"],
            parameters={
                "type": "object",
                "properties": each["parameters"],
                "required": list(each["parameters"]),
                "additionalProperties": False,
            },
            effect=Effect.READ,
            actor="assistant",
        )
        for each in listed
    )
