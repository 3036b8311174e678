"""What no call in the shop may break: money, stock, and whose is what."""

from dramaturg.scenarios.state import State
from dramaturg.scenarios.worlds.shop.state import Order, Shop
from shop_play import net_by_order


def assert_kept(before: State, after: State) -> None:
    """Hold a state to what no call may break."""
    was, shop = Shop.model_validate(dict(before)), Shop.model_validate(dict(after))
    for order_id, cents in net_by_order(after).items():
        assert cents == owed(shop.orders[order_id]), order_id
    assert {key: each.customer_id for key, each in was.orders.items()} == {
        key: each.customer_id for key, each in shop.orders.items()
    }
    assert all(choice.stock >= 0 for product in shop.products.values() for choice in product.choices.values())
    for customer_id, customer in shop.customers.items():
        mine = {key for key, order in shop.orders.items() if order.customer_id == customer_id}
        new = shop.credits.keys() - was.credits.keys()
        granted = sum(shop.credits[key].cents for key in new if shop.credits[key].order_id in mine)
        assert customer.credit_cents == was.customers[customer_id].credit_cents + granted
        assert all(shop.orders[key].method_id in customer.methods for key in mine)
    assert held(shop) == held(was)


def owed(order: Order) -> int:
    """Return what an order must have cost its customer by now."""
    if order.status == "cancelled":
        return 0
    return order.fee_cents + sum(item.price_cents for item in order.items.values() if item.status != "refunded")


def held(shop: Shop) -> dict[str, int]:
    """Return what each gift card would hold if nothing had been paid with it or back to it."""
    cards = {
        key: method.balance_cents
        for customer in shop.customers.values()
        for key, method in customer.methods.items()
        if method.balance_cents is not None
    }
    for payment in shop.payments.values():
        if payment.method_id in cards:
            cards[payment.method_id] += payment.cents
    for refund in shop.refunds.values():
        if refund.method_id in cards:
            cards[refund.method_id] -= refund.cents
    return cards
