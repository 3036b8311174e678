"""Tools that only look something up."""

from typing import Any

from ...local_world import Refused
from ...world import Effect
from .desk import SHOP
from .records import customer_of, net_cents, order_of, product_of
from .state import Item, Order, Shop


@SHOP.tool(Effect.READ)
def verify_customer(shop: Shop, email: str, postcode: str) -> dict[str, Any]:
    """Identify a customer. Returns the customer_id if the e-mail address and the postcode of the home address match.

    Args:
        email: the e-mail address of the account.
        postcode: the postcode of the customer's home address.
    """
    for customer_id, customer in shop.customers.items():
        if customer.email == email.strip().lower() and customer.home.postcode == postcode.strip():
            return {"customer_id": customer_id, "name": customer.name, "today": shop.today}
    raise Refused("no account has this e-mail address and postcode together; ask the customer to check both")


@SHOP.tool(Effect.READ)
def get_customer(shop: Shop, customer_id: str) -> dict[str, Any]:
    """Show an account: home address, Plus membership, store credit, payment methods and a list of all orders.

    Args:
        customer_id: as returned when the customer was verified.
    """
    customer = customer_of(shop, customer_id)
    orders = [_line(shop, key, order) for key, order in shop.orders.items() if order.customer_id == customer_id]
    methods = [{"payment_method_id": key, **each.model_dump()} for key, each in customer.methods.items()]
    return {
        "customer_id": customer_id,
        **customer.model_dump(exclude={"methods"}),
        "methods": methods,
        "orders": orders,
    }


@SHOP.tool(Effect.READ)
def get_order(shop: Shop, order_id: str) -> dict[str, Any]:
    """Show an order: whose it is, items, payment, address, delivery, its returns, and the note that came with it.

    Args:
        order_id: the order number: W and seven digits.
    """
    order = order_of(shop, order_id)
    returns = {key: each for key, each in shop.returns.items() if each.order_id == order_id}
    return {
        "order_id": order_id,
        "today": shop.today,
        **order.model_dump(exclude={"items", "method_id"}),
        "items": [_item(shop, key, item) for key, item in order.items.items()],
        "payment_method_id": order.method_id,
        "paid_cents": net_cents(shop, order_id),
        "returns": [{"return_id": key, **each.model_dump(exclude={"order_id"})} for key, each in returns.items()],
        "credits": [each.model_dump() for each in shop.credits.values() if each.order_id == order_id],
    }


@SHOP.tool(Effect.READ)
def find_products(shop: Shop, query: str) -> list[dict[str, str]]:
    """Find products by name. Returns at most ten, with their product ids; none if nothing fits.

    Args:
        query: words that must all occur in the product's name.
    """
    words = query.lower().split()
    fitting = [
        {"product_id": key, "name": product.name}
        for key, product in shop.products.items()
        if words and all(word in product.name.lower() for word in words)
    ]
    return sorted(fitting, key=lambda each: each["name"])[:10]


@SHOP.tool(Effect.READ)
def get_product(shop: Shop, product_id: str) -> dict[str, Any]:
    """Show a product and every choice of it: SKU, options such as size or colour, price in cents, pieces in stock.

    Args:
        product_id: as returned with a product found, or with an order's item.
    """
    product = product_of(shop, product_id)
    choices = [{"sku": key, **each.model_dump(exclude={"waiting"})} for key, each in product.choices.items()]
    return {"product_id": product_id, "name": product.name, "final_sale": product.final_sale, "choices": choices}


def _line(shop: Shop, order_id: str, order: Order) -> dict[str, Any]:
    names = [shop.products[item.product_id].name for item in order.items.values()]
    return {"order_id": order_id, "placed": order.placed, "status": order.status, "items": names}


def _item(shop: Shop, item_id: str, item: Item) -> dict[str, Any]:
    product = shop.products[item.product_id]
    told = {"name": product.name, "options": product.choices[item.sku].options, "final_sale": product.final_sale}
    return {"item_id": item_id, **item.model_dump(), **told}
