"""The dialogue graph: `write` and `revise` of kinds that are written by turns. State decides who speaks."""

from typing import Literal, TypedDict

from langgraph.graph import END, START
from langgraph.runtime import Runtime

from ..agents.director import Stage
from ..agents.planner import Plan
from ..runtime.errors import UsageError
from ..scenarios.brief import Brief
from ..scenarios.conversation import Conversation
from ..scenarios.dialogue import Dialogue, Ending, Turn, dialogue_of, ending_of, first_faulted, next_role
from ..scenarios.draft import Draft, Round
from ..scenarios.finding import Finding
from .cast import Cast
from .discretion import notes_for, view_of
from .machine import Machine, builder


class Talk(TypedDict):
    """The state: what production hands over, the stage, what was said, and what was wrong with it before."""

    brief: Brief
    plan: Plan
    rounds: tuple[Round, ...]
    stage: Stage
    turns: tuple[Turn, ...]
    kept: int
    """Turns that stand as they stood in the round before."""
    findings: tuple[Finding, ...]


class Change(TypedDict, total=False):
    """What a node changes in the state."""

    rounds: tuple[Round, ...]
    stage: Stage
    turns: tuple[Turn, ...]
    kept: int
    findings: tuple[Finding, ...]


async def frame(state: Talk, runtime: Runtime[Cast]) -> Change:
    """Give each side its card; nobody has said anything yet."""
    stage = await runtime.context.director(state["brief"], conversation_of(state["brief"]), state["plan"], {})
    return {"stage": stage, "turns": (), "kept": 0, "findings": ()}


async def outline(state: Talk, runtime: Runtime[Cast]) -> Change:
    """Give each side its points."""
    return {"stage": await runtime.context.outliner(state["brief"], conversation_of(state["brief"]), state["stage"])}


async def rewind(state: Talk, runtime: Runtime[Cast]) -> Change:
    """Go back to before the first faulted turn; what was said until then stays said."""
    held = state["rounds"][-1]
    dialogue = dialogue_of(held.draft.payload)
    stage = Stage(situation=dialogue.situation, sides=dialogue.sides)
    kept = dialogue.turns[: first_faulted(held.findings)]
    return {"stage": stage, "turns": kept, "kept": len(kept), "findings": held.findings}


async def speak(state: Talk, runtime: Runtime[Cast]) -> Change:
    """Let the side whose turn it is say something, from what it alone can know."""
    role = next_role(conversation_of(state["brief"]), state["turns"])
    view = view_of(role, state["brief"], conversation_of(state["brief"]), state["stage"], state["turns"])
    view = view.model_copy(update={"notes": notes_for(role, state["stage"], state["findings"], len(state["turns"]))})
    turn = await runtime.context.voices[role.played_by](view, len(state["rounds"]))
    return {"turns": (*state["turns"], turn)}


async def polish(state: Talk, runtime: Runtime[Cast]) -> Change:
    """Let an editor mend the wording of what is new."""
    turns, kept = state["turns"], state["kept"]
    polished = await runtime.context.polisher(state["brief"], turns, len(state["rounds"]))
    return {"turns": (*turns[:kept], *polished[kept:])}


async def close(state: Talk, runtime: Runtime[Cast]) -> Change:
    """Hand the dialogue over as a draft."""
    stage, turns = state["stage"], state["turns"]
    ending = ending_of(conversation_of(state["brief"]), turns) or Ending.CAP
    dialogue = Dialogue(situation=stage.situation, sides=stage.sides, turns=turns, ending=ending)
    draft = Draft(round=len(state["rounds"]), payload=dialogue.model_dump(mode="json"))
    return {"rounds": (*state["rounds"], Round(draft=draft))}


async def where_to_begin(state: Talk, runtime: Runtime[Cast]) -> Literal["frame", "rewind"]:
    """A first draft starts with cards, a revision with what was said."""
    return "rewind" if state["rounds"] else "frame"


async def after_frame(state: Talk, runtime: Runtime[Cast]) -> Literal["outline", "speak"]:
    """A staged conversation is outlined first."""
    return "outline" if conversation_of(state["brief"]).staged else "speak"


async def after_turn(state: Talk, runtime: Runtime[Cast]) -> Literal["speak", "polish", "close"]:
    """Go on until the talk is over."""
    if ending_of(conversation_of(state["brief"]), state["turns"]) is None:
        return "speak"
    return "polish" if conversation_of(state["brief"]).staged else "close"


def build() -> Machine:
    """Return the compiled graph."""
    graph = builder(Talk, Cast)
    graph.add_node("frame", frame)
    graph.add_node("outline", outline)
    graph.add_node("rewind", rewind)
    graph.add_node("speak", speak)
    graph.add_node("polish", polish)
    graph.add_node("close", close)
    graph.add_conditional_edges(START, where_to_begin)
    graph.add_conditional_edges("frame", after_frame)
    graph.add_edge("outline", "speak")
    graph.add_edge("rewind", "speak")
    graph.add_conditional_edges("speak", after_turn)
    graph.add_edge("polish", "close")
    graph.add_edge("close", END)
    return graph.compile()


def conversation_of(brief: Brief) -> Conversation:
    """Return the conversation of a brief whose kind is written by turns.

    Raises:
        UsageError: it has none.
    """
    conversation = brief.conversation
    if conversation is None:
        raise UsageError(
            "this kind is written by turns, but its scenario has no conversation", fix="add `conversation:`"
        )
    return conversation
