"""Whatever is called at the bank, and in whatever order: money is conserved, and refused calls change nothing."""

import random
from collections import Counter
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from bank_kept import WRITES, assert_adds_up, bank_of, money, own, payee_of
from dramaturg.scenarios.proof import hash_of
from dramaturg.scenarios.state import State
from dramaturg.scenarios.world import Tool, World
from dramaturg.scenarios.worlds.bank import BANK
from dramaturg.scenarios.worlds.bank.records import iban_for
from dramaturg.scenarios.worlds.bank.state import Bank
from world_machine import WorldMachine
from world_play import play

Call = tuple[str, dict[str, Any]]


def test_a_payment_leaves_the_bank_or_reaches_its_other_customer() -> None:
    bank = bank_of(0)
    account_id, account = own(bank, "current")
    for inside in (True, False):
        payee_id, payee = payee_of(bank, account.customer_id, inside=inside)
        arguments = {"account_id": account_id, "payee_id": payee_id, "amount_cents": 1234, "reference": "lunch"}
        played = play(BANK, [("pay_payee", arguments)])
        after = Bank.model_validate(dict(played.after))
        moved = {key: each.balance_cents - bank.accounts[key].balance_cents for key, each in after.accounts.items()}
        reached = [key for key, each in bank.accounts.items() if each.iban == payee.iban]
        assert {key: cents for key, cents in moved.items() if cents} == {
            account_id: -1234,
            **dict.fromkeys(reached, 1234),
        }
        assert after.outside_cents == (0 if inside else 1234)
        assert money(after) == money(bank)
        assert played.results[0].value["balance_cents"] == account.balance_cents - 1234
        new = [after.bookings[key] for key in after.bookings.keys() - bank.bookings.keys()]
        assert [each.reference for each in new] == ["lunch"] * (2 if inside else 1)


def test_a_reference_is_free_and_an_amount_is_not() -> None:
    bank = bank_of(0)
    account_id, account = own(bank, "current")
    payee_id, _ = payee_of(bank, account.customer_id)
    ends = {
        (reference, cents): hash_of(BANK, play(BANK, [("pay_payee", arguments)]).after)
        for reference in ("lunch", "for the lunch", None)
        for cents in (100, 200)
        for arguments in [{"account_id": account_id, "payee_id": payee_id, "amount_cents": cents}]
        for _ in [arguments.update({"reference": reference} if reference else {})]
    }
    assert len(set(ends.values())) == 2
    assert len({end for (_, cents), end in ends.items() if cents == 100}) == 1


def test_what_does_not_depend_on_each_other_leaves_no_mark_of_its_order() -> None:
    bank = bank_of(0)
    account_id, account = own(bank, "current")
    payee_id, _ = payee_of(bank, account.customer_id)
    order_id = next(key for key, each in bank.standing_orders.items() if each.account_id == account_id)
    card_id = next(key for key, each in bank.cards.items() if each.account_id == account_id)
    pay = {"account_id": account_id, "payee_id": payee_id}
    calls: list[Call] = [
        ("pay_payee", {**pay, "amount_cents": 100}),
        ("pay_payee", {**pay, "amount_cents": 100}),
        ("pay_payee", {**pay, "amount_cents": 200}),
        ("end_standing_order", {"standing_order_id": order_id}),
        ("block_card", {"card_id": card_id, "reason": "lost"}),
        ("set_daily_limit", {"account_id": account_id, "limit_cents": 123_400}),
        ("create_standing_order", {**pay, "amount_cents": 500, "day_of_month": 3}),
    ]
    ends = set[str]()
    for seed in range(6):
        shuffled = random.Random(seed).sample(calls, len(calls))
        played = play(BANK, shuffled)
        assert all(each.changed for each in played.results)
        assert_adds_up(Bank.model_validate(dict(played.after)))
        ends.add(hash_of(BANK, played.after))
    assert len(ends) == 1
    assert hash_of(BANK, play(BANK, calls[1:]).after) not in ends, "a payment that is made twice is two payments"


TABLES = {
    "customer_id": "customers",
    "account_id": "accounts",
    "from_account_id": "accounts",
    "to_account_id": "accounts",
    "card_id": "cards",
    "payee_id": "payees",
    "standing_order_id": "standing_orders",
    "booking_id": "bookings",
}


def arguments_of(tool: Tool, state: State) -> st.SearchStrategy[dict[str, Any]]:
    """Draw arguments for a tool, ids and account numbers mostly from the state."""
    properties: dict[str, Any] = tool.parameters["properties"]
    return st.fixed_dictionaries({name: _values(name, each, state) for name, each in properties.items()})


def _values(name: str, schema: dict[str, Any], state: State) -> st.SearchStrategy[Any]:
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if schema["type"] == "integer":
        return st.integers(0, 29) if name == "day_of_month" else st.integers(1, 50_000) | st.integers(-5, 2_000_000)
    if name in TABLES:
        return st.sampled_from(sorted(state[TABLES[name]]))
    if name in ("birthday", "email"):
        return st.sampled_from([each[name] for each in state["customers"].values()])
    if name == "iban":
        taken = st.sampled_from([each["iban"] for each in state["payees"].values()])
        return taken | st.integers(10**15, 10**16 - 1).map(lambda digits: iban_for(str(digits)))
    return st.sampled_from(["", "Blue Gate Housing", "rent"]) | st.text(max_size=8)


def fitting(rng: random.Random, bank: Bank) -> Call:
    """Draw a call about what belongs to one customer."""
    customer_id = rng.choice(list(bank.customers))
    accounts = {each.kind: key for key, each in bank.accounts.items() if each.customer_id == customer_id}
    account_id, savings_id = accounts["current"], accounts["savings"]
    payee_id = rng.choice([key for key, each in bank.payees.items() if each.customer_id == customer_id])
    cents = rng.randint(1, 150_000)
    pay = {"account_id": account_id, "payee_id": payee_id, "amount_cents": cents}
    ends = rng.sample([account_id, savings_id], 2)
    calls: list[Call] = [
        ("pay_payee", pay),
        ("pay_payee", {**pay, "amount_cents": 100 * cents, "reference": "all of it"}),
        ("move_money", {"from_account_id": ends[0], "to_account_id": ends[1], "amount_cents": cents}),
        ("create_standing_order", {**pay, "day_of_month": rng.randint(1, 28)}),
        ("end_standing_order", {"standing_order_id": rng.choice(list(bank.standing_orders))}),
        (
            "add_payee",
            {"customer_id": customer_id, "name": "Ida Noor", "iban": iban_for(f"{rng.randrange(10**16):016d}")},
        ),
        ("block_card", {"card_id": rng.choice(list(bank.cards)), "reason": "lost"}),
        ("open_dispute", {"booking_id": rng.choice(list(bank.bookings)), "reason": "paid twice"}),
        ("set_daily_limit", {"account_id": account_id, "limit_cents": cents}),
        ("hand_over", {"customer_id": customer_id, "topic": "fraud"}),
    ]
    return rng.choice(calls)


class AnyCalls(WorldMachine):
    """Whatever is called, in whatever order: anything at all, or what belongs to one customer."""

    world: ClassVar[World] = BANK
    done: ClassVar[Counter[str]] = Counter()

    @property
    def bank(self) -> Bank:
        return Bank.model_validate(dict(self.state))

    @rule(data=st.data(), tool=st.sampled_from(BANK.tools))
    def anything(self, data: st.DataObject, tool: Tool) -> None:
        self.call(tool.name, **data.draw(arguments_of(tool, self.state)))

    @rule(seed=st.integers(0, 10**6))
    def something_fitting(self, seed: int) -> None:
        tool, arguments = fitting(random.Random(seed), self.bank)
        self.call(tool, **arguments)

    @invariant()
    def adds_up(self) -> None:
        bank, start = self.bank, bank_of(self.seed, self.size)
        assert_adds_up(bank)
        assert money(bank) == money(start)
        assert bank.customers == start.customers


def test_whatever_is_called_money_is_conserved_and_refused_calls_change_nothing() -> None:
    done = AnyCalls.run(examples=20, steps=25)
    assert all(done[name] for name in WRITES), done
