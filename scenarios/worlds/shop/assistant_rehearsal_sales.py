"""How the rehearsed desk handles what was delivered, and questions about goods and rules."""

import re

from ....runtime.rehearsal.script import Script
from .assistant_rehearsal_case import Case, ItemSeen, Made, OrderSeen, ProductSeen
from .assistant_rehearsal_steps import (
    Step,
    Want,
    account_of,
    ask,
    change,
    decline,
    identified,
    look,
    rule,
    seen_at,
    status_in_the_way,
    tell,
    the_order,
)
from .assistant_rehearsal_wishes import Wish, choices_in, in_words, product_in, reason_in
from .visit import days_between, euros

PLAIN_TERM = r"within (\d+) days after delivery"
PLUS_TERM = r"within (\d+) days for Plus"
LATE = r"more than (\d+) days after the promised"
CREDIT = r"it is (\d+) cents"
PLUS_CREDIT = r"for Plus members (\d+) cents"


def send_back(script: Script, case: Case, wish: Wish) -> Step:
    """Open a return."""
    order = the_order(case, wish)
    if isinstance(order, Step):
        return order
    items = _named(wish, order)
    reason = reason_in(script, wish, case.offers["send_back"]) if "send_back" in case.offers else "none"
    blocked = _not_returnable(case, order, items)
    if blocked:
        return blocked
    if not items:
        listed = ", ".join(item.name for item in order.items)
        return ask("ask_item_and_why" if not reason else "ask_item", items=listed)
    if not reason:
        return ask("ask_why", reasons=", ".join(case.offers["send_back"].options("reason")))
    names, cents = " and ".join(f"the {item.name}" for item in items), sum(item.price_cents for item in items)
    said = {"order": order.order_id, "items": names, "amount": euros(cents)}
    given = {"order_id": order.order_id, "item_ids": sorted(item.item_id for item in items), "reason": reason}
    made = change(case, "about_send_back", Want("send_back", given), said | {"reason": reason})
    if isinstance(made, Step):
        return made
    number = str(made.value["return_id"])
    return tell("told_send_back", made.place, number, number=number, **said)


def swap(script: Script, case: Case, wish: Wish) -> Step:
    """Exchange an item for another choice of the same product."""
    order = the_order(case, wish)
    if isinstance(order, Step):
        return order
    named = _named(wish, order) or (order.items if len(order.items) == 1 else [])
    if not named:
        return ask("ask_item_to_swap", items=", ".join(each.name for each in order.items))
    item = named[0]
    made = case.done("swap", order_id=order.order_id, item_id=item.item_id)
    if made:
        return _swapped(made, item)
    blocked = _not_returnable(case, order, [item])
    if blocked:
        return blocked
    product = case.product(item.product_id)
    return _other_choice(case, wish, order, item, product) if product else look(_product(item.product_id))


def _other_choice(case: Case, wish: Wish, order: OrderSeen, item: ItemSeen, product: ProductSeen) -> Step:
    named = [choice for choice in choices_in(wish, product.choices) if choice.sku != item.sku]
    if not named:
        there = [each for each in product.choices if each.stock and each.sku != item.sku]
        return ask("ask_choice", product=item.name, choices="; ".join(in_words(each.options) for each in there))
    wanted = named[-1]
    said = {"product": item.name, "wanted": in_words(wanted.options), "price": euros(wanted.price_cents)}
    if not wanted.stock:
        shown = case.done("product", product_id=item.product_id)
        return decline("sold_out", shown.place if shown else -1, "out of stock", said["price"], **said)
    difference = _difference(wanted.price_cents - item.price_cents)
    given = {
        "order_id": order.order_id,
        "item_id": item.item_id,
        "new_sku": wanted.sku,
        "payment_method_id": order.payment_method_id,
    }
    said |= {"order": order.order_id, "difference": difference}
    made = change(case, "about_swap", Want("swap", given), said)
    return _swapped(made, item) if isinstance(made, Made) else made


def _swapped(made: Made, item: ItemSeen) -> Step:
    number, cents = str(made.value["exchange_id"]), int(made.value["difference_cents"])
    keys = (number, euros(abs(cents))) if cents else (number,)
    return tell("told_swap", made.place, *keys, number=number, product=item.name, difference=_difference(cents))


def refund(script: Script, case: Case, wish: Wish) -> Step:
    """Refund a return that has arrived."""
    order = the_order(case, wish)
    if isinstance(order, Step):
        return order
    since, back = seen_at(case, order), order.returns[-1] if order.returns else None
    if back is None:
        return decline("no_return", since, order.order_id, order=order.order_id)
    if back.status == "announced":
        return decline("not_arrived", since, back.return_id, number=back.return_id, order=order.order_id)
    if re.search(r"not the way I paid|another (?:card|method)", wish.words):
        return decline("other_method", since, "payment method of the order", number=back.return_id)
    cents = sum(item.price_cents for item in order.items if item.item_id in back.item_ids)
    said = {"number": back.return_id, "amount": euros(cents)}
    if back.status == "refunded":
        return decline("refunded", since, back.return_id, **said)
    want = Want("refund", {"return_id": back.return_id, "payment_method_id": order.payment_method_id})
    made = change(case, "about_refund", want, said)
    if isinstance(made, Step):
        return made
    return tell("told_refund", made.place, said["amount"], **said)


def credit(script: Script, case: Case, wish: Wish) -> Step:
    """Grant credit for an order that came late."""
    customer = identified(case)
    if isinstance(customer, Step):
        return customer
    order = the_order(case, wish)
    if isinstance(order, Step):
        return order
    blocked = status_in_the_way(case, order, "delivered")
    if blocked:
        return blocked
    since, promised, delivered = seen_at(case, order), order.delivery.promised, order.delivery.delivered or ""
    said = {"order": order.order_id, "promised": promised, "delivered": delivered}
    granted = case.done("credit", order_id=order.order_id)
    if order.credits and not granted:
        return decline("credited", since, order.order_id, **said)
    days, limit = days_between(promised, delivered), rule(case, LATE)
    if days <= limit:
        return decline("not_late", since, delivered, promised, days=str(limit), **said)
    if case.account is None:
        return look(account_of(customer.customer_id))
    cents = rule(case, PLUS_CREDIT if case.account.plus else CREDIT)
    given = {"order_id": order.order_id, "amount_cents": cents, "reason": "late delivery"}
    said["amount"] = euros(cents)
    made = change(case, "about_credit", Want("credit", given), said, exact=False)
    if isinstance(made, Step):
        return made
    return tell("told_credit", made.place, euros(cents), **said)


def wait(script: Script, case: Case, wish: Wish) -> Step:
    """Put a customer on the waiting list."""
    customer = identified(case)
    if isinstance(customer, Step):
        return customer
    product = _found(case, wish)
    if isinstance(product, Step):
        return product
    named = choices_in(wish, product.choices)
    if not named:
        return ask("ask_choice", product=product.name, choices="; ".join(in_words(c.options) for c in product.choices))
    shown, wanted = case.done("product", product_id=product.product_id), named[-1]
    said = {"product": product.name, "wanted": in_words(wanted.options), "price": euros(wanted.price_cents)}
    if wanted.stock:
        return tell("in_stock", shown.place if shown else -1, said["price"], **said)
    given = {"customer_id": customer.customer_id, "product_id": product.product_id, "sku": wanted.sku}
    made = change(case, "about_wait", Want("wait", given), said)
    return tell("told_wait", made.place, said["price"], **said) if isinstance(made, Made) else made


def price(script: Script, case: Case, wish: Wish) -> Step:
    """Say what something costs."""
    product = _found(case, wish)
    if isinstance(product, Step):
        return product
    named = choices_in(wish, product.choices)
    shown = case.done("product", product_id=product.product_id)
    since = shown.place if shown else -1
    if not named:
        prices = sorted({euros(each.price_cents) for each in product.choices})
        return tell("told_prices", since, *prices, product=product.name, prices=" or EUR ".join(prices))
    wanted = named[-1]
    said = {"product": product.name, "wanted": in_words(wanted.options), "price": euros(wanted.price_cents)}
    return tell("told_price" if wanted.stock else "told_price_sold_out", since, said["price"], **said)


def question(script: Script, case: Case, wish: Wish) -> Step:
    """Answer from the policy."""
    for entry in script.entries("rule"):
        asked, pattern, said = entry.split(" || ")
        found = re.search(pattern, case.policy) if re.search(asked, wish.words, re.IGNORECASE) else None
        if found:
            value = found[1]
            slots = {"value": value, "euros": _in_euros(value)}
            return Step("tell", slots=slots, keys=(_shown(said, value),), since=wish.place, words=said)
    return decline("no_rule", wish.place, "policy")


def _difference(cents: int) -> str:
    if not cents:
        return "there is no difference in price"
    amount = euros(abs(cents))
    return f"the difference of EUR {amount} {'is charged' if cents > 0 else 'goes back'} the way you paid"


def _shown(said: str, value: str) -> str:
    return _in_euros(value) if "{euros}" in said else value


def _in_euros(value: str) -> str:
    return euros(int(value)) if value.isdigit() else value


def _found(case: Case, wish: Wish) -> ProductSeen | Step:
    name = product_in(wish)
    if not name:
        return ask("ask_product")
    found = case.done("find", query=name)
    if found is None:
        return look(Want("find", {"query": name}))
    fitting = [each for each in found.value if each["name"] == name] or found.value
    if not fitting:
        return decline("no_product", found.place, name, product=name)
    product_id = str(fitting[0]["product_id"])
    return case.product(product_id) or look(_product(product_id))


def _product(product_id: str) -> Want:
    return Want("product", {"product_id": product_id})


def _named(wish: Wish, order: OrderSeen) -> list[ItemSeen]:
    """Return the items that a wish names; one by which only the order is named is none of them."""
    text = re.sub(rf"order with the (?:{'|'.join(re.escape(item.name) for item in order.items)})", "", wish.text)
    return [item for item in order.items if item.name in text]


def _not_returnable(case: Case, order: OrderSeen, items: list[ItemSeen]) -> Step | None:
    """Return what is in the way of a return or an exchange: status, final sale, term."""
    if case.done("send_back", order_id=order.order_id):
        return None
    blocked = status_in_the_way(case, order, "delivered")
    if blocked or not items:
        return blocked
    since = seen_at(case, order)
    for item in items:
        if item.final_sale:
            return decline("final_sale", since, "final sale", product=item.name)
        if item.status != "bought":
            return decline("item_gone", since, item.status, product=item.name, status=item.status)
    return _too_late(case, order)


def _too_late(case: Case, order: OrderSeen) -> Step | None:
    delivered = order.delivery.delivered or ""
    days = days_between(delivered, order.today)
    if days <= rule(case, PLAIN_TERM):
        return None
    if case.account is None:
        return look(account_of(order.customer_id))
    term = rule(case, PLUS_TERM if case.account.plus else PLAIN_TERM)
    said = {"delivered": delivered, "days": str(days), "term": str(term), "order": order.order_id}
    return decline("too_late", seen_at(case, order), delivered, **said) if days > term else None
