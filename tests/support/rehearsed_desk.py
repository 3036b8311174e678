"""Plays tasks of the shop out with the rehearsed user and the rehearsed desk: real prompts, no engine."""

import asyncio
from typing import Final, NamedTuple

from dramaturg.agents import simulated_user, tool_assistant
from dramaturg.agents.simulated_user import Move, UserMove
from dramaturg.agents.tool_assistant import AssistantMove, move_for
from dramaturg.graphs.enacting import executed, next_actor, view_of_assistant, view_of_user
from dramaturg.graphs.playground import Playground
from dramaturg.personas.persona import Origin, Persona
from dramaturg.runtime.rehearsal.stage import perform
from dramaturg.scenarios.blueprint import Blueprint, Variant
from dramaturg.scenarios.brief import Brief
from dramaturg.scenarios.controls import Drawn, Option
from dramaturg.scenarios.ladder.climb import climb
from dramaturg.scenarios.offering import offering
from dramaturg.scenarios.proof import hash_of
from dramaturg.scenarios.seed import seed_of
from dramaturg.scenarios.setting import Setting
from dramaturg.scenarios.trajectory import Act, AssistantView, Called, Closing, Trajectory, UserView
from dramaturg.scenarios.world import Actor
from dramaturg.scenarios.worlds.shop import SHOP
from rehearse import request, said, truth
from shop_play import SIZE, proposed

FAULTLESS: Final = "rehearsal:defects=0"
MOODS: Final = ("calm", "hurried", "annoyed", "chatty")


class Acted(NamedTuple):
    """A trajectory, and what was planted in it."""

    trajectory: Trajectory
    planted: tuple[str, ...]


def acted(seed: int, variant: Variant, model: str = FAULTLESS, mood: str = "") -> Acted:
    """Play the task out that a seed draws."""
    setting = Setting(world="shop", seed=seed, size=SIZE, variant=variant)
    blueprint = proposed(seed, variant)
    assert blueprint is not None
    return asyncio.run(_acted(setting, blueprint, model, mood or MOODS[seed % len(MOODS)]))


def complaints(trajectory: Trajectory) -> list[str]:
    """Return what the ladder finds that is more than minor."""
    evidence = asyncio.run(climb(trajectory))
    return [f"{each.source} {each.where}: {each.problem}" for each in evidence.findings if each.severity != "minor"]


def calls_of(trajectory: Trajectory) -> list[tuple[str, Called]]:
    """Return the calls with the world's own names of their tools."""
    return [(trajectory.real_name(call.tool) or "", call) for _, call in trajectory.calls()]


async def _acted(setting: Setting, blueprint: Blueprint, model: str, mood: str) -> Acted:
    brief, tools = _brief(setting, mood), offering(SHOP, setting, blueprint)
    acts: tuple[Act, ...] = ()
    planted: list[str] = []
    actor: Actor | None = "user"
    async with Playground() as playground:
        await playground.enter(setting)
        while actor is not None:
            if actor == "user":
                move = ask_user(view_of_user(brief, setting, blueprint, tools, acts), len(acts), planted, model)
            else:
                move = ask_desk(view_of_assistant(SHOP, setting, tools, acts), len(acts), planted, model)
            made = sum(len(act.calls) for act in acts)
            calls = await executed(playground, tools, actor, move.calls, made)
            acts = (*acts, Act(actor=actor, text=move.says.strip(), calls=calls, is_done=ends(move)))
            actor = next_actor(acts, setting.acts)
        assert playground.current is not None
        end = hash_of(SHOP, playground.current.snapshot())
    trajectory = Trajectory(
        setting=setting,
        policy=SHOP.policy,
        blueprint=blueprint,
        tools=tools,
        acts=acts,
        closing=closing_of(acts),
        state=end,
    )
    return Acted(trajectory, tuple(planted))


def closing_of(acts: tuple[Act, ...]) -> Closing:
    """Return what ended it, as the trajectory graph says it."""
    if any(act.is_done and act.actor == "assistant" for act in acts):
        return Closing.TRANSFER
    return Closing.DONE if any(act.is_done for act in acts) else Closing.CAP


def ends(move: Move) -> bool:
    """Whether a move is the last one of whoever makes it."""
    return move.is_done if isinstance(move, UserMove) else isinstance(move, AssistantMove) and move.hands_over


def ask_user(view: UserView, turn: int, planted: list[str], model: str) -> Move:
    """Ask the rehearsed user for a move."""
    messages = simulated_user.PROMPT.render("b", str(turn), view=view)
    completion = perform(request(messages, UserMove, model=model))
    planted += truth(completion)["planted"]
    return UserMove.model_validate_json(said(completion))


def ask_desk(view: AssistantView, turn: int, planted: list[str], model: str) -> Move:
    """Ask the rehearsed desk for a move."""
    messages = tool_assistant.PROMPT.render("b", str(turn), view=view)
    completion = perform(request(messages, move_for("shop"), model=model))
    planted += truth(completion)["planted"]
    return move_for("shop").model_validate_json(said(completion))


def _brief(setting: Setting, mood: str) -> Brief:
    person = Persona(id="p", text="A tram driver in Graz who restores old radios.", origin=Origin.TEXT)
    return Brief(
        id="b",
        cell="all",
        index=setting.seed,
        persona=person,
        seed=seed_of("A tram.", "x"),
        controls={"mood": Drawn(value=mood, option=Option(), checks="response")},
        setting=setting,
    )
