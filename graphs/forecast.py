"""What a run will cost, as a range, from what a few of its samples cost."""

from collections.abc import Sequence
from math import ceil, sqrt

from ..runtime.frozen import Frozen
from ..runtime.intervals import Z_95, wilson
from ..runtime.journal import Usage
from ..scenarios.people import PersonaSettings
from .sample import Sample, Status


class Range(Frozen):
    """From a low to a high estimate; None where something is unknown."""

    low: float | None
    high: float | None


class Forecast(Frozen):
    """What it takes to reach the wanted number, from the samples of a preview."""

    wanted: int
    settled: int
    accepted: int
    briefs: Range
    calls: Range
    tokens: Range
    cost_usd: Range


def forecast(samples: Sequence[Sample], expansion: Usage, wanted: int) -> Forecast:
    """Extrapolate from settled samples.

    The accept rate's Wilson interval bounds the number of briefs; the 95 % interval of the mean bounds what one
    costs. Both at once is pessimistic at either end, which is what a range for a budget is for.

    Args:
        samples: settled in a preview of the same scenario; at least one.
        expansion: what growing the personas costs, as measured or scaled from the preview.
        wanted: accepted samples.
    """
    accepted = sum(sample.status is Status.ACCEPTED for sample in samples)
    low, high = wilson(accepted, len(samples))
    briefs = Range(low=ceil(wanted / high), high=ceil(wanted / low) if low > 0 else None)
    usages = [sample.usage for sample in samples]
    return Forecast(
        wanted=wanted,
        settled=len(samples),
        accepted=accepted,
        briefs=briefs,
        calls=_spread([u.calls for u in usages], briefs, expansion.calls),
        tokens=_spread(
            [u.tokens_in + u.tokens_out for u in usages], briefs, expansion.tokens_in + expansion.tokens_out
        ),
        cost_usd=_cost(usages, briefs, expansion),
    )


def expansion_calls(settings: PersonaSettings, seeds: int, owners: int = 0) -> int:
    """Return how many calls growing the personas takes, if nobody is turned away.

    Args:
        settings: how they are grown.
        seeds: texts that they may be inferred from.
        owners: people who come with texts of their own.
    """
    used = min(seeds, settings.seeds_used or seeds) if settings.per_seed else 0
    total, newcomers = used, used * settings.per_seed + len(settings.given) + owners
    for _ in range(settings.rounds if newcomers else 0):
        parents = max(1, round(newcomers * settings.parents))
        total, newcomers = total + parents, parents * settings.per_persona
    return total


def scaled(usage: Usage, calls: int) -> Usage:
    """Return what so many calls cost, if they cost what these did."""
    factor = calls / max(usage.calls, 1)
    return Usage(
        calls=calls,
        tokens_in=round(usage.tokens_in * factor),
        tokens_out=round(usage.tokens_out * factor),
        cost_usd=None if usage.cost_usd is None else usage.cost_usd * factor,
    )


def _cost(usages: Sequence[Usage], briefs: Range, expansion: Usage) -> Range:
    known = [usage.cost_usd for usage in usages if usage.cost_usd is not None]
    if expansion.cost_usd is None or len(known) < len(usages):
        return Range(low=None, high=None)
    return _spread(known, briefs, expansion.cost_usd)


def _spread(each: Sequence[float], briefs: Range, before: float) -> Range:
    """Return what so many briefs cost, at the low and the high end of the mean's interval."""
    mean = sum(each) / len(each)
    variance = sum((value - mean) ** 2 for value in each) / max(len(each) - 1, 1)
    half = Z_95 * sqrt(variance / len(each))
    low = None if briefs.low is None else before + briefs.low * max(mean - half, 0.0)
    high = None if briefs.high is None else before + briefs.high * (mean + half)
    return Range(low=low, high=high)
