"""Sharing a number out by weights, so that more of it only ever adds to what each had."""

from collections.abc import Mapping
from fractions import Fraction
from typing import TypeVar

Name = TypeVar("Name", bound=str)


def turns(shares: Mapping[Name, float], count: int) -> list[Name]:
    """Return whose turn it is, `count` times: any beginning gives everybody its share within one.

    The quota method of Balinski and Young (1975): next is who has the largest share per turn taken, among those whom
    one more turn does not lift above their exact share rounded up. It is monotone, which rounding each share is not.

    Args:
        shares: positive weights; equal ones fall to the first name.
        count: how many turns.
    """
    weights = {name: Fraction(share) for name, share in sorted(shares.items())}
    total = sum(weights.values())
    taken = dict.fromkeys(weights, 0)
    given: list[Name] = []
    for number in range(1, count + 1):
        below = [name for name in weights if taken[name] * total < weights[name] * number]
        given.append(max(below, key=lambda name: weights[name] / (taken[name] + 1)))
        taken[given[-1]] += 1
    return given
