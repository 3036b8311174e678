"""The gathering graph: `write` and `revise` of what groups say. State, or a moderator, decides who speaks."""

from collections.abc import Iterable
from typing import Literal, TypedDict

from langgraph.graph import END, START
from langgraph.runtime import Runtime

from ..agents.director import Memories, Stage
from ..agents.planner import Plan
from ..runtime.identity import stream
from ..scenarios.brief import Brief
from ..scenarios.conversation import Conversation
from ..scenarios.dialogue import Dialogue, Ending, Turn, dialogue_of, first_faulted
from ..scenarios.draft import Draft, Round
from ..scenarios.finding import Finding
from ..scenarios.floor import calls_for_a_moderator, ending_of_group, next_member
from ..scenarios.memory import Meeting, Takeaway, memories_of
from .cast import Cast
from .dialogue import conversation_of
from .discretion import notes_for, seat_of
from .history import Earlier
from .machine import Machine, builder


class Talk(TypedDict):
    """The state: what production hands over, the stage, what was said, who speaks next, and what is left of it."""

    brief: Brief
    plan: Plan
    rounds: tuple[Round, ...]
    stage: Stage
    turns: tuple[Turn, ...]
    findings: tuple[Finding, ...]
    called: str
    """Who speaks next, by name."""
    cue: str
    """With what they are called on; empty where nobody moderates."""
    takeaways: tuple[Takeaway, ...]


class Change(TypedDict, total=False):
    """What a node changes in the state."""

    rounds: tuple[Round, ...]
    stage: Stage
    turns: tuple[Turn, ...]
    findings: tuple[Finding, ...]
    called: str
    cue: str
    takeaways: tuple[Takeaway, ...]


async def frame(state: Talk, runtime: Runtime[Cast]) -> Change:
    """Give each member a card; what they remember goes with it. Nobody has said anything yet."""
    conversation = conversation_of(state["brief"])
    memories = remembered(state["brief"], conversation, runtime.context.earlier)
    stage = await runtime.context.director(state["brief"], conversation, state["plan"], memories)
    return {"stage": stage, "turns": (), "findings": ()}


async def rewind(state: Talk, runtime: Runtime[Cast]) -> Change:
    """Go back to before the first faulted turn: whoever spoke there speaks again, and what was said before stays."""
    held = state["rounds"][-1]
    dialogue = dialogue_of(held.draft.payload)
    place = first_faulted(held.findings)
    again = dialogue.turns[place]
    return {
        "stage": Stage(situation=dialogue.situation, sides=dialogue.sides),
        "turns": dialogue.turns[:place],
        "findings": held.findings,
        "called": again.speaker,
        "cue": again.cue,
    }


async def call(state: Talk, runtime: Runtime[Cast]) -> Change:
    """Decide who speaks next."""
    conversation, turns = conversation_of(state["brief"]), state["turns"]
    if turns and calls_for_a_moderator(conversation):
        situation, number = state["stage"].situation, len(state["rounds"])
        role, cue = await runtime.context.moderator(conversation, situation, turns, number)
        return {"called": role.name, "cue": cue}
    drawn = stream(state["brief"].id, "floor", len(turns))
    return {"called": next_member(conversation, turns, drawn).name, "cue": ""}


async def speak(state: Talk, runtime: Runtime[Cast]) -> Change:
    """Let whoever was called say something, from what they alone can know."""
    conversation, turns, stage = conversation_of(state["brief"]), state["turns"], state["stage"]
    role = next(role for role in conversation.roles if role.name == state["called"])
    seat = seat_of(role, state["brief"], conversation, stage, turns, state["cue"])
    seat = seat.model_copy(update={"notes": notes_for(role, stage, state["findings"], len(turns))})
    turn = await runtime.context.member(seat, len(state["rounds"]))
    return {"turns": (*turns, turn)}


async def recollect(state: Talk, runtime: Runtime[Cast]) -> Change:
    """Let each member look back, one after the other, from what they alone know."""
    roles, stage, taken = conversation_of(state["brief"]).roles, state["stage"], list[Takeaway]()
    for side in stage.sides:
        others = tuple(role for role in roles if role.name != side.role)
        number = len(state["rounds"])
        taken.append(await runtime.context.recollector(side, others, stage.situation, state["turns"], number))
    return {"takeaways": tuple(taken)}


async def close(state: Talk, runtime: Runtime[Cast]) -> Change:
    """Hand the talk over as a draft."""
    stage, turns = state["stage"], state["turns"]
    dialogue = Dialogue(
        situation=stage.situation,
        sides=stage.sides,
        turns=turns,
        ending=ending_of_group(conversation_of(state["brief"]), turns) or Ending.CAP,
        takeaways=state["takeaways"],
    )
    draft = Draft(round=len(state["rounds"]), payload=dialogue.model_dump(mode="json"))
    return {"rounds": (*state["rounds"], Round(draft=draft))}


async def where_to_begin(state: Talk, runtime: Runtime[Cast]) -> Literal["frame", "rewind"]:
    """A first draft starts with cards, a revision with what was said."""
    return "rewind" if state["rounds"] else "frame"


async def after_turn(state: Talk, runtime: Runtime[Cast]) -> Literal["call", "recollect"]:
    """Go on until the talk is over."""
    return "call" if ending_of_group(conversation_of(state["brief"]), state["turns"]) is None else "recollect"


def build() -> Machine:
    """Return the compiled graph."""
    graph = builder(Talk, Cast)
    graph.add_node("frame", frame)
    graph.add_node("rewind", rewind)
    graph.add_node("call", call)
    graph.add_node("speak", speak)
    graph.add_node("recollect", recollect)
    graph.add_node("close", close)
    graph.add_conditional_edges(START, where_to_begin)
    graph.add_edge("frame", "call")
    graph.add_edge("rewind", "speak")
    graph.add_edge("call", "speak")
    graph.add_conditional_edges("speak", after_turn)
    graph.add_edge("recollect", "close")
    graph.add_edge("close", END)
    return graph.compile()


def remembered(brief: Brief, conversation: Conversation, earlier: Iterable[Earlier]) -> Memories:
    """Return what each member remembers of the meetings in earlier waves that they took part in."""
    most = conversation.society.remembers if conversation.society else 0
    meetings = [each.kept for each in earlier if isinstance(each.kept, Meeting)]
    people = zip(conversation.roles, brief.people, strict=True)
    return {role.name: memories_of(person.id, meetings, most) for role, person in people}
