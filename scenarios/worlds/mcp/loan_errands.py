"""What members want who have a book of the library."""

from typing import Final

from ...blueprint import Variant
from ...errands import Errand, Slot, Values
from . import lending
from .queries import BOOKS, DUE_NOW, LOAN, LOANS, learning, renewed_until, write

OWN: Final = (BOOKS, LOANS, LOAN)

RULES: Final = {
    "today": r"Today is (\d{4}-\d\d-\d\d)",
    "term": r"due (\d+) days after today",
    "more": r"overdue: (\d+) days more",
}
TITLE: Final = {"title": Slot('The book is called "{title}".', "What is the book called?")}

RENEW: Final = (
    'You want to renew "{title}".',
    'You want to keep "{title}" for longer.',
)
RETURN: Final = (
    'You bring back "{title}".',
    'You have put "{title}" on the desk to give it back.',
)
DUE: Final = (
    'You want to know until when you have "{title}".',
    'You want to know on which day "{title}" is due.',
)


def _is_late(known: Values) -> bool:
    return known["due"] is not None and known["due"] < known["today"]


LOANED: Final = (
    Errand(
        name="due",
        draw=lending.loan(),
        wants=DUE,
        vague=("You want to know when a book of yours is due.",),
        slots=TITLE,
        steps=OWN,
        says=("It is due on {due}.", "You have it until {due}."),
        unknown=("the day on which it is due",),
        beside="{title}",
    ),
    Errand(
        name="renew",
        draw=lending.loan(lambda each: each["due"] >= lending.TODAY and not each["renewals"]),
        wants=RENEW,
        vague=("You want to renew a book.",),
        slots=TITLE,
        rules=RULES,
        steps=(
            BOOKS,
            LOANS,
            learning(LOAN, later=renewed_until),
            write(
                "UPDATE loans SET due = '{later}', renewals = renewals + 1 WHERE id = {loan}",
                'I would renew "{title}", due on {due}, until {later}.',
                LOANS,
            ),
            DUE_NOW,
        ),
        says=("It is renewed and due on {due_now} now.", "Done: you can keep it until {due_now}."),
        unknown=("the number of the loan",),
        beside="{title}",
        weight=2,
    ),
    Errand(
        name="renew what is late",
        serves=(Variant.AGAINST_POLICY,),
        draw=lending.loan(lambda each: each["due"] < lending.TODAY),
        wants=RENEW,
        slots=TITLE,
        rules=RULES,
        steps=OWN,
        decides=_is_late,
        says=("It was due on {due}, and what is overdue is not renewed.",),
        forbidden=("write_query",),
    ),
    Errand(
        name="renew again",
        serves=(Variant.AGAINST_POLICY,),
        draw=lending.loan(lambda each: each["due"] >= lending.TODAY and bool(each["renewals"])),
        wants=RENEW,
        slots=TITLE,
        rules=RULES,
        steps=OWN,
        decides=lambda known: bool(known["renewals"]),
        says=("It was renewed before, and no loan is renewed twice. It stays due on {due}.",),
        forbidden=("write_query",),
    ),
    Errand(
        name="return",
        draw=lending.loan(),
        wants=RETURN,
        vague=("You bring back a book.",),
        slots=TITLE,
        steps=(
            *OWN,
            write("UPDATE loans SET returned = 1 WHERE id = {loan}", "", LOANS),
        ),
        says=("I have noted that it is back; it was due on {due}.", "Thank you, it was due on {due} and is back now."),
        unknown=("the number of the loan",),
        beside="{title}",
        weight=2,
    ),
    *(
        Errand(
            name=name,
            serves=(Variant.IMPOSSIBLE,),
            draw=lending.strange,
            wants=wants,
            slots=TITLE,
            steps=OWN,
            decides=lambda known: known["loan"] is None,
            says=('There is no open loan of "{title}" under your number.',),
            forbidden=("write_query",),
        )
        for name, wants in (("renew nothing", RENEW), ("return nothing", RETURN), ("nothing due", DUE))
    ),
)
