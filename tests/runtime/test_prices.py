"""What a call costs: the user's prices, else the table's for that many tokens, else nothing is claimed."""

import pytest

from dramaturg.runtime.models import ModelSpec
from dramaturg.runtime.prices import cost, is_priced


@pytest.fixture(autouse=True)
def no_address_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)


def known(spec: ModelSpec, tokens_in: int, tokens_out: int) -> float:
    found = cost(spec, tokens_in, tokens_out)
    assert found is not None
    return found


def test_a_short_call_does_not_pay_the_prices_of_long_ones() -> None:
    tiered = ModelSpec(name="gpt-5.4")
    short = known(tiered, 1000, 1000)
    assert known(tiered, 2000, 2000) == pytest.approx(2 * short)
    assert known(tiered, 1_000_000, 1_000_000) > 1000 * short * 1.2


def test_the_user_s_prices_come_first() -> None:
    spec = ModelSpec(name="gpt-5.4", price_in=1.0, price_out=3.0)
    assert cost(spec, 1_000_000, 2_000_000) == pytest.approx(7.0)


@pytest.mark.parametrize("url", ["http://127.0.0.1:8000/v1", "http://localhost/v1", "http://[::1]:8000/v1"])
def test_what_serves_on_this_machine_has_no_listed_price(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not is_priced(ModelSpec(name="gpt-4o", url=url))
    assert is_priced(ModelSpec(name="gpt-4o", url=url, price_in=0, price_out=0))
    assert is_priced(ModelSpec(name="gpt-4o"))
    monkeypatch.setenv("OPENAI_BASE_URL", url)
    assert not is_priced(ModelSpec(name="gpt-4o"))


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("nobody-s-model", None),
        ("gpt-4o", "https://models.example/v1"),
        ("gpt-3.5-turbo", "https://api.githubcopilot.com"),  # listed, without prices
    ],
)
def test_an_unknown_price_is_not_zero(name: str, url: str | None) -> None:
    assert cost(ModelSpec(name=name, url=url), 10, 10) is None


def test_unknown_tokens_have_an_unknown_cost_and_a_rehearsal_has_none() -> None:
    assert cost(ModelSpec(name="gpt-4o"), None, 10) is None
    assert cost(ModelSpec(name="rehearsal"), None, None) == 0.0
