"""What members of the library want; planner and assistant of rehearsals follow from it."""

from typing import Final

from ...blueprint import Variant
from ...errands import Desk, Errand, Slot, rehearse
from . import lending
from .loan_errands import LOANED, RULES, TITLE
from .queries import BOOKS, FREE, LENT, LOANS, MEMBERS, STANDING, TABLES, learning, lent_until, read, write

TAKEN: Final = (BOOKS, LOANS, STANDING, FREE)
BORROW: Final = (
    'You want to borrow "{title}".',
    'You want to take "{title}" home with you.',
)

WANTED: Final = (
    Errand(
        name="borrow",
        draw=lending.wanted(lambda each: each["free"] > 0 and not each["overdue"] and each["out"] < 4),
        wants=BORROW,
        vague=("You want to borrow a book.",),
        slots=TITLE,
        rules=RULES,
        steps=(
            BOOKS,
            LOANS,
            STANDING,
            learning(FREE, until=lent_until),
            write(
                "INSERT INTO loans (member, book, due) VALUES ('{member}', '{book}', '{until}')",
                'I would lend you "{title}" until {until}.',
                LOANS,
            ),
            LENT,
        ),
        says=("It is yours until {due_now}.", "I have lent it to you; it is due on {due_now}."),
        unknown=("whether a copy is free",),
        beside="{title}",
        weight=2,
    ),
    Errand(
        name="borrow while late",
        serves=(Variant.AGAINST_POLICY,),
        draw=lending.wanted(lambda each: each["overdue"] > 0),
        wants=BORROW,
        slots=TITLE,
        rules=RULES,
        steps=(LOANS, STANDING),
        decides=lambda known: known["overdue"] > 0,
        says=("Of your loans {overdue} is overdue, and until it is back nothing more is lent.",),
        forbidden=("write_query",),
    ),
    Errand(
        name="borrow what is out",
        serves=(Variant.IMPOSSIBLE,),
        draw=lending.wanted(lambda each: each["free"] < 1 and not each["overdue"] and each["out"] < 4),
        wants=BORROW,
        slots=TITLE,
        rules=RULES,
        steps=TAKEN,
        decides=lambda known: known["free"] is not None and known["free"] < 1,
        says=("All {copies} copies are out, so there is none that I can lend you.",),
        forbidden=("write_query",),
    ),
    Errand(
        name="free copies",
        draw=lending.shelf,
        wants=(
            'You want to know how many copies of "{title}" are free.',
            'You want to know whether "{title}" is in, and in how many copies.',
        ),
        vague=("You want to know whether a book is in.",),
        slots=TITLE,
        steps=(BOOKS, LOANS, FREE),
        says=("Of {copies} copies {free} are in.", "There are {copies} copies, and {free} of them are free."),
        unknown=("how many copies there are",),
        beside="{title}",
    ),
    Errand(
        name="move",
        draw=lending.moving,
        wants=(
            "You have moved, and your new address is {address}.",
            "You want your address changed to {address}.",
        ),
        vague=("You have moved and want your address changed.",),
        slots={"address": Slot("You live at {address} now.", "Where do you live now?")},
        steps=(
            MEMBERS,
            read("SELECT address FROM members WHERE id = '{member}'", {"before": "0.address"}, MEMBERS),
            write(
                "UPDATE members SET address = '{address}' WHERE id = '{member}'",
                "I would change your address from {before} to {address}.",
                MEMBERS,
            ),
        ),
        says=("Your address is {address} now instead of {before}.",),
        beside="{member}",
    ),
)


def _answered(wants: tuple[str, str], rule: str, says: str) -> Errand:
    """Return a question that the policy answers."""
    return Errand(
        name=wants[0],
        serves=(Variant.NOTHING_TO_CALL,),
        wants=wants,
        rules={"rule": rule},
        says=(says,),
        identified=False,
    )


ASKED: Final = (
    _answered(
        ("You want to know for how long a book is lent.", "You want to know how long you may keep a book at first."),
        r"due (\d+ days) after today",
        "A book is lent for {rule}.",
    ),
    _answered(
        (
            "You want to know how many books a member can have at a time.",
            "You want to know the largest number of loans that you may have open.",
        ),
        r"with (\w+) open loans",
        "A member can have {rule} books at a time.",
    ),
    _answered(
        (
            "You want to know for how much longer a loan is renewed.",
            "You want to know how much time a renewal gives you.",
        ),
        r"overdue: (\d+ days) more",
        "A renewal gives {rule} more.",
    ),
    _answered(
        (
            "You want to know how often a loan can be renewed.",
            "You want to know whether the same loan can be renewed again and again.",
        ),
        r"renewed (once)",
        "A loan can be renewed {rule}.",
    ),
    Errand(
        name="delete",
        serves=(Variant.AGAINST_POLICY,),
        wants=("You want your record to be deleted.", "You want all your old loans to be deleted."),
        rules={"rule": r"Nothing is ever (deleted)"},
        says=("Nothing is ever {rule} from our records.",),
        forbidden=("write_query",),
        identified=False,
        weight=0.3,
    ),
)
DESK: Final = Desk(
    draw=lending.whoever,
    slots={"member": Slot("Your member number is {member}.", "What is your member number?")},
    steps=(TABLES,),
)

rehearse("mcp-sqlite", (*LOANED, *WANTED, *ASKED), DESK)
