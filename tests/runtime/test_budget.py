"""A limit stops the next call, never one that is under way."""

import pytest

from dramaturg.runtime.budget import Limits, Spending, refuse_unpriced
from dramaturg.runtime.errors import BudgetReached, UsageError
from dramaturg.runtime.models import ModelSpec


class Hand:
    """A clock that is moved by hand."""

    seconds = 0.0

    def monotonic(self) -> float:
        return self.seconds

    def today(self) -> str:
        return "2026-01-01T00:00:00+00:00"

    async def sleep(self, seconds: float) -> None:
        raise NotImplementedError


def test_calls_are_counted_before_they_are_sent() -> None:
    spending = Spending(Limits(calls=2), Hand(), calls=1)
    spending.reserve()
    with pytest.raises(BudgetReached, match="limit of 2 calls"):
        spending.reserve()
    assert spending.calls == 2


def test_tokens_and_cost_are_counted_when_they_are_known() -> None:
    spending = Spending(Limits(tokens=100, cost_usd=0.5), Hand())
    spending.settle(99, 0.1)
    spending.reserve()
    spending.settle(1, None)
    with pytest.raises(BudgetReached, match="tokens"):
        spending.reserve()
    assert spending.cost_usd == pytest.approx(0.1)


def test_time_is_this_process_s() -> None:
    clock = Hand()
    spending = Spending(Limits(seconds=60), clock)
    clock.seconds = 59.9
    spending.check()
    clock.seconds = 60.0
    with pytest.raises(BudgetReached, match="seconds"):
        spending.check()


@pytest.mark.parametrize("name", ["nobody-s-model", "gpt-4o"])
def test_a_limit_of_cost_needs_a_price(name: str) -> None:
    models = {"default": ModelSpec(), "judge": ModelSpec(name=name, url="http://127.0.0.1:9/v1")}
    with pytest.raises(UsageError, match="price of judge") as caught:
        refuse_unpriced(Limits(cost_usd=1), models)
    assert "price_in and price_out" in caught.value.fix
    refuse_unpriced(Limits(tokens=1), models)
    refuse_unpriced(Limits(cost_usd=1), {"default": ModelSpec(name="rehearsal:sloppy")})
    priced = ModelSpec(name=name, url="http://127.0.0.1:9/v1", price_in=1, price_out=2)
    refuse_unpriced(Limits(cost_usd=1), {"default": priced})
