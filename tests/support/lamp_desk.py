"""A trajectory made by hand: a lamp's help desk, where the desk looks things up and the user has hands of their own."""

from collections.abc import Sequence
from typing import Any

from dramaturg.scenarios.blueprint import Blueprint
from dramaturg.scenarios.setting import Setting
from dramaturg.scenarios.trajectory import Act, Called, Closing, Offered, Trajectory
from dramaturg.scenarios.world import Actor, Effect, Result

GOAL = "Have the lamp over the loom shine again before the wool merchants come at seven"
KNOWN = ["The lamp has the number L-4711.", "It went dark at noon."]
HIDDEN = ("You never learnt of the ballast", "The merchants have come", "0123456789abcdef01234567", "flip_switch")
"""Of the task and the world: what the user does not know, when they are done, the end state, a tool of theirs."""


def tool(name: str, about: str, actor: Actor = "assistant", **properties: str) -> Offered:
    """Return a tool whose arguments have these types; all are required."""
    schema = {
        "type": "object",
        "properties": {key: {"type": kind} for key, kind in properties.items()},
        "required": [*properties],
        "additionalProperties": False,
    }
    return Offered(name=name, real=name, about=about, parameters=schema, effect=Effect.READ, actor=actor)


TOOLS = (
    tool("find_lamp", "Look up a lamp.", number="string"),
    tool("set_power", "Set the power in watts.", number="string", watts="integer"),
    tool("flip_switch", "Flip the switch on the wall.", "user"),
)


def called(identity: str, name: str, value: object = None, error: str | None = None, **arguments: Any) -> Called:
    """Return a call with what came of it."""
    return Called(id=identity, tool=name, arguments=arguments, result=Result(value=value, error=error))


ACTS = (
    Act(actor="user", text="Good day, my lamp L-4711 is dark."),
    Act(
        actor="assistant",
        text="I'll look.",
        calls=(
            called("call_1", "find_lamp", {"watts": 0, "made": "Žďár"}, number="L-4711"),
            called("call_2", "set_power", error="there is no lamp 'L-47'", number="L-47", watts=40),
        ),
    ),
    Act(actor="assistant", calls=(called("call_3", "set_power", "done", number="L-4711", watts=40),)),
    Act(actor="assistant", text="It has power. Please flip the switch on your wall."),
    Act(actor="user", calls=(called("call_4", "flip_switch", "a click"),)),
    Act(actor="user", text="It shines!", is_done=True),
    Act(actor="assistant", text="Good. Goodbye."),
)


def desk(acts: Sequence[Act] = ACTS, **changes: Any) -> Trajectory:
    """Return the trajectory, with other acts or other parts."""
    blueprint = Blueprint(
        goal=GOAL, known=KNOWN, unknown=[HIDDEN[0]], calls=[], tells=["40 W"], forbidden=[], exit=HIDDEN[1]
    )
    held = Trajectory(
        setting=Setting(world="lamps", seed=1, size=1),
        policy="Mend lamps by their number, and nothing else.\n",
        blueprint=blueprint,
        tools=TOOLS,
        acts=tuple(acts),
        closing=Closing.DONE,
        state=HIDDEN[2],
    )
    return held.model_copy(update=changes)
