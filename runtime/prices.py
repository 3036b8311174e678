"""What tokens cost: the user's prices first, then genai-prices' table; an unknown price stays unknown, never 0."""

from functools import cache
from urllib.parse import urlsplit

from .models import ModelSpec

PER = 1_000_000
"""Tokens that a price is stated for."""

LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})


def cost(spec: ModelSpec, tokens_in: int | None, tokens_out: int | None) -> float | None:
    """Return USD for a call's tokens, or None where a price or a count is unknown. A rehearsal is free."""
    if spec.is_rehearsal:
        return 0.0
    prices = prices_of(spec)
    if prices is None or tokens_in is None or tokens_out is None:
        return None
    return (tokens_in * prices[0] + tokens_out * prices[1]) / PER


def prices_of(spec: ModelSpec) -> tuple[float, float] | None:
    """Return USD per million prompt and completion tokens."""
    if spec.price_in is not None and spec.price_out is not None:
        return spec.price_in, spec.price_out
    if spec.url is not None and urlsplit(spec.url).hostname in LOCAL_HOSTS:
        return None  # what serves there is not what the table has prices of
    return _listed(spec.name, spec.url)


@cache
def _listed(name: str, url: str | None) -> tuple[float, float] | None:
    from genai_prices import Usage, calc_price  # late: half a second that a rehearsal need not pay

    try:
        price = calc_price(Usage(input_tokens=PER, output_tokens=PER), name, provider_api_url=url)
    except LookupError:
        return None
    return float(price.input_price), float(price.output_price)
