"""The trajectory graph: `write` and `revise` of kinds that are acted out in a world.

The blueprint comes first and is proven; then user and assistant act, each from what it alone can know. A revision is
a new attempt at the same blueprint, in a fresh world.
"""

from typing import Literal, TypedDict

from langgraph.graph import END, START
from langgraph.runtime import Runtime

from ..agents.planner import Plan
from ..agents.simulated_user import Move, UserMove
from ..agents.tool_assistant import AssistantMove
from ..runtime.errors import ContentError, ContentFault, UsageError
from ..runtime.identity import stream
from ..scenarios.blueprint import Blueprint
from ..scenarios.brief import Brief
from ..scenarios.draft import Draft, Round
from ..scenarios.offering import offering
from ..scenarios.proof import Proof, hash_of, prove
from ..scenarios.setting import Setting
from ..scenarios.trajectory import Act, Offered, Trajectory, closing_of, trajectory_of
from ..scenarios.world import WORLDS, Actor
from .cast import Cast
from .enacting import executed, next_actor, view_of_assistant, view_of_user
from .machine import Machine, builder

TRIES = 3
"""Blueprints that are made before a brief fails: feedback on a failed proof mends most of them (APIGen-MT, 28 % to
70 %)."""


class Enactment(TypedDict):
    """The state: what production hands over, the blueprint with its proof, and what was done so far."""

    brief: Brief
    plan: Plan
    rounds: tuple[Round, ...]
    blueprint: Blueprint
    proof: Proof
    tries: int
    tools: tuple[Offered, ...]
    acts: tuple[Act, ...]
    move: Move


class Change(TypedDict, total=False):
    """What a node changes in the state."""

    rounds: tuple[Round, ...]
    blueprint: Blueprint
    proof: Proof
    tries: int
    tools: tuple[Offered, ...]
    acts: tuple[Act, ...]
    move: Move


async def design(state: Enactment, runtime: Runtime[Cast]) -> Change:
    """Make a task in a corner of the world, or another one where the last could not be used."""
    brief, setting, tries = state["brief"], _setting(state), state.get("tries", 0)
    world = WORLDS.get(setting.world)
    simulation = await runtime.context.playground.enter(setting)
    corner = world.corner(simulation.snapshot(), stream("corner", brief.id))
    complaint = (state["proof"].complaint if tries else None) or ""
    blueprint = await runtime.context.architect(brief, world, state["plan"], corner, complaint, tries)
    return {"blueprint": blueprint, "tries": tries + 1}


async def try_out(state: Enactment, runtime: Runtime[Cast]) -> Change:
    """Execute the solution: it must work, be within reach of the assistant, and change what it says."""
    setting = _setting(state)
    proof = await prove(WORLDS.get(setting.world), setting, state["blueprint"])
    if proof.complaint is not None and state["tries"] >= TRIES:
        raise ContentError(ContentFault.UNSOLVABLE, proof.complaint, step="write/0/blueprint")
    return {"proof": proof}


async def review(state: Enactment, runtime: Runtime[Cast]) -> Change:
    """Let a committee vote on the task; more than half must find it usable."""
    brief, setting, proof, tries = state["brief"], _setting(state), state["proof"], state["tries"]
    world = WORLDS.get(setting.world)
    votes = [
        await runtime.context.reviewer(brief, world, state["blueprint"], proof.changes, tries - 1, member)
        for member in range(setting.reviewers)
    ]
    against = [vote.reason for vote in votes if not vote.usable]
    if 2 * len(against) < max(len(votes), 1):
        return {}
    if tries >= TRIES:
        raise ContentError(ContentFault.UNSOLVABLE, f"the committee: {against[0]}", step="write/0/review")
    return {"proof": proof.model_copy(update={"complaint": "\n".join(against)})}


async def enter(state: Enactment, runtime: Runtime[Cast]) -> Change:
    """Begin a fresh world. A new attempt starts from the same words, so that two of them can be held side by side."""
    setting = _setting(state)
    await runtime.context.playground.enter(setting, len(state["rounds"]))
    before = trajectory_of(state["rounds"][-1].draft.payload) if state["rounds"] else None
    blueprint = before.blueprint if before else state["blueprint"]
    opening = tuple(act for act in before.acts[:1] if not act.calls) if before else ()
    tools = offering(WORLDS.get(setting.world), setting, blueprint)
    return {"blueprint": blueprint, "tools": tools, "acts": opening}


async def user(state: Enactment, runtime: Runtime[Cast]) -> Change:
    """Let the user say or do something."""
    view = view_of_user(state["brief"], _setting(state), state["blueprint"], state["tools"], state["acts"])
    return {"move": await runtime.context.simulated_user(view, len(state["rounds"]))}


async def assistant(state: Enactment, runtime: Runtime[Cast]) -> Change:
    """Let the assistant answer or call tools."""
    world = WORLDS.get(_setting(state).world)
    view = view_of_assistant(world, _setting(state), state["tools"], state["acts"])
    return {"move": await runtime.context.tool_assistant(world.name, view, len(state["rounds"]))}


async def world(state: Enactment, runtime: Runtime[Cast]) -> Change:
    """Execute what was called, and put it on record with the words."""
    move, acts = state["move"], state["acts"]
    actor: Actor = "user" if isinstance(move, UserMove) else "assistant"
    made = sum(len(act.calls) for act in acts)
    calls = await executed(runtime.context.playground, state["tools"], actor, move.calls, made)
    is_done = move.is_done if isinstance(move, UserMove) else isinstance(move, AssistantMove) and move.hands_over
    return {"acts": (*acts, Act(actor=actor, text=move.says.strip(), calls=calls, is_done=is_done))}


async def close(state: Enactment, runtime: Runtime[Cast]) -> Change:
    """Hand the trajectory over as a draft."""
    setting, acts = _setting(state), state["acts"]
    simulation = runtime.context.playground.current
    trajectory = Trajectory(
        setting=setting,
        policy=WORLDS.get(setting.world).policy,
        blueprint=state["blueprint"],
        tools=state["tools"],
        acts=acts,
        closing=closing_of(acts),
        state=hash_of(WORLDS.get(setting.world), simulation.snapshot()) if simulation else "",
    )
    draft = Draft(round=len(state["rounds"]), payload=trajectory.model_dump(mode="json"))
    return {"rounds": (*state["rounds"], Round(draft=draft))}


async def where_to_begin(state: Enactment, runtime: Runtime[Cast]) -> Literal["design", "enter"]:
    """A first attempt needs a task; later ones have it."""
    return "enter" if state["rounds"] else "design"


async def after_trial(state: Enactment, runtime: Runtime[Cast]) -> Literal["design", "review"]:
    """What could not be proven is made anew, with what was wrong."""
    return "review" if state["proof"].complaint is None else "design"


async def after_review(state: Enactment, runtime: Runtime[Cast]) -> Literal["design", "enter"]:
    """What the committee refused is made anew."""
    return "enter" if state["proof"].complaint is None else "design"


async def who_begins(state: Enactment, runtime: Runtime[Cast]) -> Literal["user", "assistant"]:
    """The user opens, unless the opening stands already."""
    return "assistant" if state["acts"] else "user"


async def who_acts(state: Enactment, runtime: Runtime[Cast]) -> Literal["user", "assistant", "close"]:
    """Whoever called sees what came of it; words are answered; it ends with the last word of the assistant."""
    return next_actor(state["acts"], _setting(state).acts) or "close"


def build() -> Machine:
    """Return the compiled graph."""
    graph = builder(Enactment, Cast)
    graph.add_node("design", design)
    graph.add_node("try_out", try_out)
    graph.add_node("review", review)
    graph.add_node("enter", enter)
    graph.add_node("user", user)
    graph.add_node("assistant", assistant)
    graph.add_node("world", world)
    graph.add_node("close", close)
    graph.add_conditional_edges(START, where_to_begin)
    graph.add_edge("design", "try_out")
    graph.add_conditional_edges("try_out", after_trial)
    graph.add_conditional_edges("review", after_review)
    graph.add_conditional_edges("enter", who_begins)
    graph.add_edge("user", "world")
    graph.add_edge("assistant", "world")
    graph.add_conditional_edges("world", who_acts)
    graph.add_edge("close", END)
    return graph.compile()


def _setting(state: Enactment) -> Setting:
    setting = state["brief"].setting
    if setting is None:
        raise UsageError("the scenario of a kind that is acted out has no world", fix="add `world:`")
    return setting
