"""The errands of this world, from which planner and assistant follow in rehearsals."""

from typing import Final

from ...blueprint import Variant
from ...errands import Desk, Errand, Slot, Step, Values, rehearse
from .box_errands import box_errands
from .case import SCRIPT, Case, drawn, on_account
from .house_errands import line_errands, other_errands
from .records import euros, ticket_id_for
from .refusal_errands import against_policy, impossible


def _household(case: Case) -> Values:
    account = case.account
    return {
        "holder": account.holder,
        "account_id": case.account_id,
        "postcode": account.postcode,
        "owed_cents": account.owed_cents,
        "owed": euros(account.owed_cents),
        "ticket": ticket_id_for(case.account_id, "no tool"),
    }


def _questions() -> list[Errand]:
    """Return the questions that the policy answers."""
    entries = (entry.split(" || ") for entry in SCRIPT.entries("question"))
    return [
        Errand(
            name=f"question {number}",
            serves=(Variant.NOTHING_TO_CALL,),
            wants=(asked,),
            rules={"value": rule},
            says=(answer,),
            identified=False,
        )
        for number, (asked, rule, answer) in enumerate(entries, 1)
    ]


DESK: Final = Desk(
    draw=drawn(_household),
    slots={
        "holder": Slot("Your name is {holder}.", "What is your name?"),
        "account_id": Slot("Your account number is {account_id}.", "What is your account number?"),
        "postcode": Slot("Your postcode is {postcode}.", "What is the postcode of your address?"),
    },
    steps=(
        Step(
            "look_up_account",
            on_account(),
            needs=("postcode",),
            learns={
                "recorded": "postcode",
                "owed": "owed",
                "owed_cents": "owed_cents",
                "monthly": "monthly_price",
                "booked": "visit",
            },
        ),
    ),
    hand_over=Step("hand_over", on_account(topic="no tool"), learns={"ticket": "ticket_id"}),
    handed="A colleague takes it over and calls you back; the ticket is {ticket}.",
)

ERRANDS: Final = (
    *line_errands(),
    *box_errands(),
    *other_errands(),
    *impossible(),
    *against_policy(),
    *_questions(),
)

rehearse("device", ERRANDS, DESK)
