"""What readers want; planner and assistant of rehearsals follow from it."""

from typing import Final

from ...blueprint import Variant
from ...errands import Errand, rehearse
from .papers import papers
from .questions import questions


def _rule(wants: str, rule: str, says: str) -> Errand:
    """Return a question that the policy answers."""
    return Errand(
        name=wants,
        serves=(Variant.NOTHING_TO_CALL,),
        wants=(wants,),
        rules={"rule": rule},
        says=(says,),
        identified=False,
    )


RULES: Final = (
    _rule(
        "You want to know at what hours the reading room is open.",
        r"room is open from (\d+ to \d+)",
        "The reading room is open from {rule}.",
    ),
    _rule(
        "You want to know on which day of the week the reading room is closed.",
        r"closed on (\w+days)",
        "The reading room is closed on {rule}.",
    ),
    _rule(
        "You want to know what a copy of a page costs.",
        r"page is copied for (EUR \d+\.\d\d)",
        "A page is copied for {rule}.",
    ),
    _rule(
        "You want to know how long an answer is kept that was filed.",
        r"answers are kept for (\d+ years)",
        "Filed answers are kept for {rule}.",
    ),
    _rule(
        "You want to know how soon the editors look at reports of mistakes.",
        r"reports within (\d+ weeks)",
        "The editors look at reports within {rule}.",
    ),
    _rule(
        "You want to know how long it takes until a closed document may be released.",
        r"release takes (\d+ months)",
        "A request for release takes {rule}.",
    ),
)
ERRANDS: Final = (*questions(), *papers(), *RULES)

rehearse("search", ERRANDS)
