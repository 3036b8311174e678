"""Errands as tests play them: tasks acted out with the rehearsed user and assistant, real prompts, no engine."""

import asyncio
from typing import Final, NamedTuple

from dramaturg.agents import simulated_user, tool_assistant
from dramaturg.agents.simulated_user import Move, UserMove
from dramaturg.agents.tool_assistant import AssistantMove, move_for
from dramaturg.graphs.enacting import executed, next_actor, view_of_assistant, view_of_user
from dramaturg.graphs.playground import Playground
from dramaturg.personas.persona import Origin, Persona
from dramaturg.runtime.rehearsal.stage import perform
from dramaturg.scenarios.brief import Brief
from dramaturg.scenarios.controls import Drawn, Option
from dramaturg.scenarios.ladder.climb import climb
from dramaturg.scenarios.offering import offering
from dramaturg.scenarios.proof import hash_of
from dramaturg.scenarios.seed import seed_of
from dramaturg.scenarios.setting import Setting
from dramaturg.scenarios.trajectory import Act, AssistantView, Trajectory, UserView, closing_of
from dramaturg.scenarios.world import WORLDS, Actor
from errand_tasks import Task
from rehearse import request, said, truth

FAULTLESS: Final = "rehearsal:defects=0"
MOODS: Final = ("calm", "hurried", "annoyed", "chatty")


class Acted(NamedTuple):
    """A trajectory, and what was planted in it."""

    trajectory: Trajectory
    planted: tuple[str, ...]


def complaints(trajectory: Trajectory) -> list[str]:
    """Return what the ladder finds that is more than minor."""
    evidence = asyncio.run(climb(trajectory))
    return [f"{each.source} {each.where}: {each.problem}" for each in evidence.findings if each.severity != "minor"]


def acted(task: Task, model: str = FAULTLESS, mood: str = "") -> Acted:
    """Play a task out."""
    return asyncio.run(_acted(task, model, mood or MOODS[task.setting.seed % len(MOODS)]))


def told(trajectory: Trajectory) -> str:
    """Return a trajectory for people to read, in messages of failed tests."""
    lines = [f"GOAL {trajectory.blueprint.goal}", f"KNOWN {trajectory.blueprint.known}"]
    for act in trajectory.acts:
        lines += [
            f"  {act.actor}: {each.tool} {each.arguments} -> {each.result.error or each.result.value}"
            for each in act.calls
        ]
        lines += [f"  {act.actor}: {act.text}"] if act.text else []
    return "\n".join(lines)


async def _acted(task: Task, model: str, mood: str) -> Acted:
    setting, blueprint = task
    world = WORLDS.get(setting.world)
    brief, tools = _brief(setting, mood), offering(world, setting, blueprint)
    acts: tuple[Act, ...] = ()
    planted: list[str] = []
    actor: Actor | None = "user"
    async with Playground() as playground:
        await playground.enter(setting)
        while actor is not None:
            if actor == "user":
                move = _ask_user(view_of_user(brief, setting, blueprint, tools, acts), len(acts), planted, model)
            else:
                view = view_of_assistant(world, setting, tools, acts)
                move = _ask_assistant(world.name, view, len(acts), planted, model)
            calls = await executed(playground, tools, actor, move.calls, sum(len(act.calls) for act in acts))
            acts = (*acts, Act(actor=actor, text=move.says.strip(), calls=calls, is_done=_ends(move)))
            actor = next_actor(acts, setting.acts)
        assert playground.current is not None
        end = hash_of(world, playground.current.snapshot())
    trajectory = Trajectory(
        setting=setting,
        policy=world.policy,
        blueprint=blueprint,
        tools=tools,
        acts=acts,
        closing=closing_of(acts),
        state=end,
    )
    return Acted(trajectory, tuple(planted))


def _ends(move: Move) -> bool:
    return move.is_done if isinstance(move, UserMove) else isinstance(move, AssistantMove) and move.hands_over


def _ask_user(view: UserView, turn: int, planted: list[str], model: str) -> Move:
    completion = perform(request(simulated_user.PROMPT.render("b", str(turn), view=view), UserMove, model=model))
    planted += truth(completion)["planted"]
    return UserMove.model_validate_json(said(completion))


def _ask_assistant(world: str, view: AssistantView, turn: int, planted: list[str], model: str) -> Move:
    messages = tool_assistant.PROMPT.render("b", str(turn), view=view)
    completion = perform(request(messages, move_for(world), model=model))
    planted += truth(completion)["planted"]
    return move_for(world).model_validate_json(said(completion))


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
