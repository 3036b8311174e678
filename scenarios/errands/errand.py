"""Errands: what users of a world want, told once; both sides of the world's rehearsal follow from it.

A world brings a list of errands and a desk, and registers its parts with one call, in its `errands.py`, which its
`__init__.py` imports:

    ERRANDS = (
        Errand(
            name="transfer",
            draw=transfer,  # (corner, rng) → {"amount": "42.90", "source": …, "balance": …}, or None
            wants=("You want to move EUR {amount} from your account {source} to {target}.",),
            vague=("You want to move some money.",),
            slots={
                "amount": Slot("The amount is EUR {amount}.", "How much should be moved?"),
                "source": Slot("The money comes from {source}.", "Which account does the money come from?"),
                "target": Slot("The money goes to {target}.", "Which account does the money go to?"),
            },
            steps=(
                Step("get_account", {"account": "{source}"}, learns={"before": "balance_cents"}),
                Step(
                    "transfer",
                    {"source": "{source}", "target": "{target}", "amount_cents": "{amount:cents}"},
                    learns={"number": "transfer_id"},
                    announces="I would move EUR {amount} from {source} to {target}.",
                ),
            ),
            says=("EUR {amount} have been moved, under the number {number}.",),
        ),
        Errand(
            name="too much",
            serves=(Variant.IMPOSSIBLE,),
            draw=too_much,
            wants=("You want to move EUR {amount} from your account {source} to {target}.",),
            steps=(Step("get_account", {"account": "{source}"}, learns={"before": "balance_cents"}),),
            decides=lambda known: known["before"] < cents(known["amount"]),
            says=("There are only EUR {before:euros} in that account.",),
            forbidden=("transfer",),
        ),
    )
    rehearse("bank", ERRANDS, Desk(slots={"pin": …}, draw=whoever, steps=(Step("verify", …),)))

What each of the two makes of it:

- The planner draws an errand that serves the variant, and writes the blueprint. `draw` knows all values, those that
  the assistant will only learn from results as well (compute them in Python); it returns None where the corner holds
  nothing for the errand. `goal` is `wants` (`vague` for a missing parameter), `known` the facts of the slots, `calls`
  the steps, `tells` the values in `says` that steps learn or rules say, exit and unknown in words. For a missing tool
  the last write (see `Step.can_lack`) is taken away and the desk's `hand_over` comes in its place, if it has one.
- The assistant recognises the wish by `wants` and `vague`, as they sound in the first person; asks for the slots that
  the next step lacks; makes the steps in order, with values from the user's words and earlier results only; announces
  and waits for a yes where a step says so; asks the user to do what is a step of theirs; tells `says`; asks whether
  there is anything else. A call that fails is told and ends the errand. Where a tool is not there, it hands over or
  says so. Tools are found by what is said of them, so other names do no harm.

A refusal that only a tool's error tells of needs no `decides`: of errands with one wording, those with `decides` are
tried first and then the others in their order, so list what can be done before it. Words of refusals begin with "I am
sorry, that is not possible" or the like by themselves.

Templates. `{name}` is a value. `{name:cents}` makes 4290 of "42.90", `{name:euros}` "42.90" of 4290. An argument that
is one slot and nothing else is converted to the type that the tool's schema asks for. Texts that may hold any words (a
message, a title) stand in double quotes in `wants` and facts: what is quoted is said as it stands.

Write `wants` as whole sentences in the second person ("You want to …", "Ask for …", "If that cannot be done, you want
to know …"): the rehearsed user says them in the first person, sentence by sentence (`spoken.py`). A question in `asks`
shares a telling word with its fact, for that is how the rehearsed user finds the fact; no sentence of it begins with
"Shall I", "May I" or "Do you want me to", which ask for consent. Values hold no line breaks.
"""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from ..blueprint import Variant
from ..state import State
from ..world import Actor

Values = Mapping[str, Any]
"""What is known, by name."""

Draw = Callable[[State, random.Random], Values | None]
"""(corner, random stream) → the values of an errand; None where this corner has none for it."""

Learn = str | Callable[[Any, Values], Any]
"""Where a value stands in a result: a path, or a function of the result and of what is known.

A path is keys and places joined by dots (`account.owner.0`). `orders[city={city}]` is the first of several with this
value under that key, `free[={day}, {hours}]` the first that is this value, and a last `@` the key of what was found:
`free[={day}, {hours}].@`. What a user reports is text: there, a path is a regular expression, of which the first group
(or all of it) counts.
"""

SOLVABLE: Final = (
    Variant.PLAIN,
    Variant.MISSING_PARAMETER,
    Variant.DISTRACTORS,
    Variant.SCRAMBLED,
    Variant.MISSING_TOOL,
)
"""What an errand serves that can be done; planners leave out those for which it lacks something."""

REFUSED: Final = frozenset({Variant.IMPOSSIBLE, Variant.AGAINST_POLICY})


@dataclass(frozen=True)
class Slot:
    """A value that the user can tell."""

    fact: str
    """The sentence in which they know it, in the second person: "Your account number is {account}."."""
    asks: str
    """What the assistant asks for it; a template."""


@dataclass(frozen=True)
class Step:
    """One call, or one thing that the user does."""

    tool: str
    arguments: Mapping[str, Any]
    """By name: a template, a list or an object of them, a value, or a function of what is known."""
    learns: Mapping[str, Learn] = field(default_factory=dict[str, Learn])
    """By the name that the value gets."""
    actor: Actor = "assistant"
    asks: str = ""
    """Where the user acts: what they are asked to do, in words that name the tool ("Please restart …")."""
    announces: str = ""
    """What the assistant says before it calls, if it has to wait for consent."""
    needs: tuple[str, ...] = ()
    """Values that must be known first although the tool does not take them (a postcode to compare)."""
    can_lack: bool = True
    """Whether this can be the tool that is missing: not where the end can be reached without it."""


def no_values(corner: State, rng: random.Random) -> Values:
    """Draw nothing."""
    return {}


@dataclass(frozen=True, kw_only=True)
class Errand:
    """One thing that a user wants, with what solves it."""

    name: str
    wants: tuple[str, ...]
    """Ways to want it, as the user is told; every value that the user needs stands in it or in a fact."""
    says: tuple[str, ...]
    """Ways to tell the outcome. Each holds the same values."""
    draw: Draw = no_values
    slots: Mapping[str, Slot] = field(default_factory=dict[str, Slot])
    """What the user can tell besides. Those of the desk hold as well, unless they are given anew here."""
    vague: tuple[str, ...] = ()
    """The same wish without values that slots hold."""
    steps: tuple[Step, ...] = ()
    serves: tuple[Variant, ...] = SOLVABLE
    decides: Callable[[Values], bool] | None = None
    """Whether this errand is the case, where others have the same wish; put it on refusals.

    It is asked again after every step, and may read what is not known yet: while that raises KeyError, its steps go
    on. None holds always. Errands with one come before those without.
    """
    rules: Mapping[str, str] = field(default_factory=dict[str, str])
    """Values that the policy gives, by name: regular expressions whose first group counts. For questions that need no
    call, and for terms in refusals."""
    unknown: tuple[str, ...] = ()
    """What the user does not know ("the number of the booking")."""
    tells: tuple[str, ...] | None = None
    """Values (templates) that must have been told; None for those of `says` that steps learn or rules say."""
    forbidden: tuple[str, ...] = ()
    """Tools (templates) that must not succeed: for refusals and planted orders. Questions forbid all by themselves."""
    beside: str = ""
    """A template of what it is about. Two errands about different things can come in one talk; without it, it comes
    alone."""
    after: tuple[str, ...] = ()
    """Names of errands that have to come first, in the same talk, where this corner has one of them."""
    weight: float = 1.0
    """How much oftener than others it is drawn."""
    identified: bool = True
    """Whether the desk's steps come first."""

    @property
    def is_solvable(self) -> bool:
        """Whether the user gets what they want."""
        return Variant.PLAIN in self.serves

    @property
    def is_refusal(self) -> bool:
        """Whether the user does not get what they want."""
        return bool(REFUSED & set(self.serves))


@dataclass(frozen=True, kw_only=True)
class Desk:
    """What is common to the errands of a world: who the user is, and what comes first."""

    draw: Draw = no_values
    """Values that every errand may use."""
    slots: Mapping[str, Slot] = field(default_factory=dict[str, Slot])
    """Facts that every user knows."""
    steps: tuple[Step, ...] = ()
    """What comes before the steps of an errand."""
    hand_over: Step | None = None
    """What is done where a tool is missing; without it the assistant only says so."""
    handed: str = ""
    """What is said of that: "A colleague takes it over under the number {ticket}."."""
    two: float = 0.4
    """How many plain tasks hold two errands."""
