"""What users only want to know, and the policy says."""

from typing import Final

from ...blueprint import Variant
from ...errands import Errand


def _question(wants: str, rule: str, says: str) -> Errand:
    """Return a question that the policy answers."""
    serves = (Variant.NOTHING_TO_CALL,)
    return Errand(name=wants, serves=serves, wants=(wants,), rules={"rule": rule}, says=(says,))


QUESTIONS: Final = (
    _question(
        "You want to know for how many months figures are kept.",
        r"keeps figures for (\d+) months",
        "Figures are kept for {rule} months.",
    ),
    _question(
        "You want to know how many numbers go into one step.",
        r"At most (\d+) numbers",
        "At most {rule} numbers go into one step.",
    ),
    _question(
        "You want to know how many digits a figure can have.",
        r"at most (\d+) digits",
        "A figure has at most {rule} digits.",
    ),
    _question(
        "You wonder how high an exponent can be and want to know it.",
        r"exponent of at most (\d+)",
        "An exponent is at most {rule}.",
    ),
    _question(
        "You want to know to how many places at most something can be rounded.",
        r"rounded figure at most (\d+) places",
        "A rounded figure has at most {rule} places.",
    ),
    _question(
        "You want to know how many ml a pint is here, since there is more than one sort.",
        r"pint is ([\d.]+) ml",
        "Pints are imperial ones here, of {rule} ml.",
    ),
    _question(
        "You are trying the calculator out and want to know for how many days it is free.",
        r"free for (\d+) days",
        "It is free for {rule} days.",
    ),
    _question(
        "Ask for what the calculator costs a month in the long run.",
        r"costs EUR ([\d.]+) a month",
        "It costs EUR {rule} a month.",
    ),
)
