"""What tokens cost: the user's prices first, then genai-prices' table; an unknown price stays unknown, never 0."""

from functools import cache
from typing import TYPE_CHECKING

from .addresses import is_local, url_of
from .models import ModelSpec

if TYPE_CHECKING:
    from genai_prices.types import ModelInfo, Provider

PER = 1_000_000
"""Tokens that a price is stated for."""


def cost(spec: ModelSpec, tokens_in: int | None, tokens_out: int | None) -> float | None:
    """Return USD for a call's tokens, or None where a price or a count is unknown. A rehearsal is free."""
    if spec.is_rehearsal:
        return 0.0
    if tokens_in is None or tokens_out is None:
        return None
    if spec.price_in is not None and spec.price_out is not None:
        return (tokens_in * spec.price_in + tokens_out * spec.price_out) / PER
    return _listed(spec, tokens_in, tokens_out)


def is_priced(spec: ModelSpec) -> bool:
    """Whether a call's cost is known once its tokens are."""
    return cost(spec, 1, 1) is not None


def _listed(spec: ModelSpec, tokens_in: int, tokens_out: int) -> float | None:
    """Return the table's cost of one call: prompts beyond some length may have prices of their own."""
    url = url_of(spec)
    entry = None if is_local(url) else _entry(spec.name, url)  # what serves here is not what the table prices
    if entry is None:
        return None
    from genai_prices import Usage  # late: half a second that a rehearsal need not pay

    provider, model = entry
    price = model.calc_price(Usage(input_tokens=tokens_in, output_tokens=tokens_out), provider)
    if price.model_price.input_mtok is None or price.model_price.output_mtok is None:
        return None  # the table names the model and leaves its price open
    return float(price.total_price)


@cache
def _entry(name: str, url: str) -> "tuple[Provider, ModelInfo] | None":
    from genai_prices.data_snapshot import get_snapshot

    try:
        return get_snapshot().find_provider_model(name, None, None, url)
    except LookupError:
        return None
