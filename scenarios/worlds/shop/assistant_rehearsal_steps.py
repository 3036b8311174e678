"""Steps of the rehearsed desk: what it does next for a wish, and the steps that all wishes share."""

import re
from collections.abc import Mapping
from typing import Any, Final, Literal, NamedTuple

from .assistant_rehearsal_case import Case, Made, OrderSeen, Verified
from .assistant_rehearsal_wishes import Wish, email_in, order_in, postcode_in

LEFT: Final = "I change nothing"
"""Stands in what is said when the customer does not want a change after all."""


class Want(NamedTuple):
    """A call that is to be made."""

    deed: str
    arguments: dict[str, Any]


class Step(NamedTuple):
    """What comes next: a question, look-ups, a change (announced or not), or the end of the matter."""

    sort: Literal["ask", "look", "change", "tell", "decline"]
    table: str = ""
    slots: Mapping[str, str] = {}
    calls: tuple[Want, ...] = ()
    keys: tuple[str, ...] = ()
    """What a message holds that tells it."""
    since: int = -1
    """The place in the prompt after which it can have been told."""
    exact: bool = True
    """Whether the customer's own words can say exactly what to do."""
    words: str = ""
    """What is said, where that stands in no table."""

    def is_told(self, case: Case) -> bool:
        """Whether this was the end of the matter and was told."""
        return self.sort in ("tell", "decline") and case.told(self.keys, self.since)


def ask(table: str, **slots: str) -> Step:
    """Return a question."""
    return Step("ask", table, slots)


def look(*calls: Want) -> Step:
    """Return look-ups that do not depend on each other."""
    return Step("look", calls=calls)


def decline(table: str, since: int, *keys: str, **slots: str) -> Step:
    """Return a refusal; the keys are the facts in the way."""
    return Step("decline", table, slots, keys=keys, since=since)


def tell(table: str, since: int, *keys: str, **slots: str) -> Step:
    """Return a result."""
    return Step("tell", table, slots, keys=keys, since=since)


def identified(case: Case) -> Verified | Step:
    """Return who the customer is, or what finds out."""
    if case.customer:
        return case.customer
    given = {"email": email_in(case.heard), "postcode": postcode_in(case.heard)}
    if not all(given.values()):
        return ask("ask_identity")
    if case.failed("verify", **given):
        return ask("ask_identity_again", email=given["email"], postcode=given["postcode"])
    return look(Want("verify", given))


def the_order(case: Case, wish: Wish, *also: Want) -> OrderSeen | Step:
    """Return the customer's order that a wish is about, or what finds it; other look-ups are made beside it."""
    customer = identified(case)
    if isinstance(customer, Step):
        return customer
    number = order_in(wish) or _by_content(case, wish) or _spoken_of(case, wish)
    account = Want("account", {"customer_id": customer.customer_id})
    if not number:
        by_content = "order with the" in wish.text and case.account is None
        return look(account) if by_content else ask("ask_order")
    order = case.order(number)
    if order:
        return order if order.customer_id == customer.customer_id else _foreign(case, number)
    if case.failed("order", order_id=number):
        return _no_order(case, number) if case.account else look(account)
    missing = (want for want in also if not case.done(want.deed, **want.arguments))
    return look(Want("order", {"order_id": number}), *missing)


def account_of(customer_id: str) -> Want:
    """Return the call that shows an account."""
    return Want("account", {"customer_id": customer_id})


def seen_at(case: Case, order: OrderSeen) -> int:
    """Return the place where an order was shown."""
    found = case.done("order", order_id=order.order_id)
    return found.place if found else -1


def status_in_the_way(case: Case, order: OrderSeen, *wanted: str) -> Step | None:
    """Return a refusal where an order does not stand as it must."""
    if order.status in wanted:
        return None
    day = order.delivery.delivered or order.delivery.promised
    table = f"not_{order.status}" if order.status in ("shipped", "delivered", "cancelled") else "not_sent"
    return decline(table, seen_at(case, order), order.status, day, order=order.order_id, day=day)


def change(case: Case, table: str, want: Want, slots: Mapping[str, str], *, exact: bool = True) -> Step | Made:
    """Return a change that is to be made, or the call that made it; a refusal where it failed.

    Where no tool does it, a colleague has to.
    """
    done = case.done(want.deed, **_same_record(want))
    if done:
        return done
    if case.told((LEFT,), _voiced_at(case)):
        return decline("left", _voiced_at(case), LEFT)
    if want.deed not in case.offers:
        return _handed_over(case, slots)
    failed = case.failed(want.deed, **want.arguments)
    if failed:
        return decline("failed", failed.place, failed.error, error=failed.error)
    return Step("change", table, slots, (want,), exact=exact)


def rule(case: Case, pattern: str) -> int:
    """Return a number that the policy gives."""
    found = re.search(pattern, case.policy)
    return int(found[1]) if found else 0


def _same_record(want: Want) -> dict[str, Any]:
    """Return the arguments that say what a change is about, as opposed to how it is to be."""
    keys = ("order_id", "return_id", "customer_id", "topic", "item_id")
    return {key: value for key, value in want.arguments.items() if key in keys}


def _voiced_at(case: Case) -> int:
    return case.heard[0].place if case.heard else -1


def _handed_over(case: Case, slots: Mapping[str, str]) -> Step:
    """Return how a matter goes to a colleague that the policy allows and no tool does."""
    customer = case.customer
    if customer is None or "hand_over" not in case.offers:
        return decline("no_tool", _voiced_at(case), "no tool")
    given = {"customer_id": customer.customer_id, "topic": "no tool"}
    done = case.done("hand_over", **given)
    if done:
        ticket = str(done.value["ticket_id"])
        return tell("told_no_tool", done.place, ticket, ticket=ticket)
    return Step("change", "about_no_tool", slots, (Want("hand_over", given),), exact=False)


def _by_content(case: Case, wish: Wish) -> str:
    """Return the number of the order with a thing that is in no other."""
    lines = case.account.orders if case.account else []
    named = [line.order_id for line in lines if any(f"order with the {item}" in wish.text for item in line.items)]
    return named[0] if len(named) == 1 else ""


def _spoken_of(case: Case, wish: Wish) -> str:
    """Return the order that was looked up last: whoever asks on, without naming another, means that one."""
    shown = case.done("order") if wish.context and "order with the" not in wish.words else None
    return str(shown.arguments["order_id"]) if shown else ""


def _foreign(case: Case, number: str) -> Step:
    shown = case.done("order", order_id=number)
    return decline("foreign", shown.place if shown else -1, number, order=number)


def _no_order(case: Case, number: str) -> Step:
    lines = case.account.orders if case.account else []
    pending = tuple(line.order_id for line in lines if line.status == "pending")
    shown = case.done("account")
    since = shown.place if shown else -1
    if not pending:
        return decline("no_order", since, number, order=number)
    return decline("no_order_but", since, *pending, order=number, others=" and ".join(pending))
