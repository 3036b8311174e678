"""What customers only want to know, and the policy says."""

from typing import Final

from ...blueprint import Variant
from ...errands import Errand


def _question(wants: str, rule: str, says: str) -> Errand:
    """Return a question that the policy answers."""
    return Errand(
        name=wants,
        serves=(Variant.NOTHING_TO_CALL,),
        wants=(wants,),
        rules={"rule": rule},
        says=(says,),
        identified=False,
    )


QUESTIONS: Final = (
    _question(
        "You want to know what a current account costs a month.",
        r"account costs EUR ([\d.]+) a month",
        "The current account costs EUR {rule} a month.",
    ),
    _question(
        "You want to know how much interest savings bear.",
        r"Savings bear ([\d.]+) percent",
        "Savings bear {rule} percent interest a year.",
    ),
    _question(
        "You are about to travel and want to know what it costs to draw cash abroad.",
        r"abroad costs EUR ([\d.]+)",
        "Cash abroad costs EUR {rule} each time.",
    ),
    _question(
        "You want to know within how many days a card payment can be disputed.",
        r"disputed within (\d+) days",
        "Card payments can be disputed within {rule} days after the booking.",
    ),
    _question(
        "You want to know how many working days a new card takes.",
        r"comes within (\d+) working days",
        "A new card comes within {rule} working days.",
    ),
)
