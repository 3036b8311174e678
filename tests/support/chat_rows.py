"""Rows made by hand, for what becomes of a row: both kinds of the library, without a run."""

from collections.abc import Sequence
from typing import Any

from dramaturg.personas.persona import Origin
from dramaturg.releases.row import Row, RowPersona
from dramaturg.scenarios.dialogue import Dialogue, Ending, Side, Turn
from dramaturg.scenarios.seed import seed_of

CUSTOMER = Side(
    role="customer",
    about="a customer whose device does not work as it should",
    played_by="persona",
    persona="A night-shift baker in Ghent who carries flour up two floors.",
    goal="Have the kneading machine running again before tonight's shift starts",
    knows=("The motor hums but the hook stands still.", "It was bought in March."),
    manner="short of time",
)
AGENT = Side(
    role="agent",
    about="a service agent of the device's maker",
    played_by="assistant",
    persona="",
    goal="Find out whether the drive belt is torn without sending a technician",
    knows=("The belt of this series tears after about two years.",),
    manner="calm",
)
SAID = (
    "My kneading machine hums, but the hook doesn't turn.",
    "Does it turn by hand when the plug is out?",
    "Yes, without any resistance at all.",
    "Then the belt is off. Open the flap underneath and lay it back over both wheels.",
    "It's turning again. Thanks, I can start.",
    "Good. Have a quiet night.",
)
INSTRUCTION = {
    "instruction": "How many tickets do four adults and three pupils need?",
    "input": "",
    "response": "Seven.",
}


def dialogue(said: Sequence[str] = SAID, speakers: Sequence[str] = ("customer", "agent"), **changes: Any) -> Row:
    """Return the row of a dialogue in which these speakers take turns."""
    turns = tuple(Turn(speaker=speakers[place % len(speakers)], text=text) for place, text in enumerate(said))
    held: dict[str, Any] = {"situation": "They write in the support chat.", "sides": (CUSTOMER, AGENT)}
    made = Dialogue.model_validate({**held, "turns": turns, "ending": Ending.GOALS_MET, **changes})
    return row_with("dialogue", made.model_dump(mode="json"))


def instruction(**changes: str) -> Row:
    """Return the row of an instruction."""
    return row_with("instruction", {**INSTRUCTION, **changes})


def row_with(kind: str, payload: dict[str, Any]) -> Row:
    """Return a row around a payload."""
    return Row(
        id="0" * 16,
        kind=kind,
        payload=payload,
        controls={},
        persona=RowPersona(id="p", text=CUSTOMER.persona, origin=Origin.GIVEN, path=()),
        seed=seed_of("The hook stands still although the motor hums.", "notes.txt:1"),
        plan=None,
        rounds=1,
        gains=(),
        findings=(),
        scores={},
        reasons={},
        objection=None,
        models={},
        prompts={},
        calls=0,
        tokens_in=0,
        tokens_out=0,
        cost_usd=None,
        mended=(),
        simulated=False,
        cell="all",
        index=0,
        scenario="s",
        random_seed=0,
    )
