"""What the desk of the shop can see and change. Money is in cents, days are ISO dates, tables are by id."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

ReturnReason = Literal["does not fit", "defect", "not as described", "no longer wanted"]
CancelReason = Literal["no longer needed", "ordered by mistake", "found it elsewhere", "takes too long"]
CreditReason = Literal["late delivery", "goodwill"]
Topic = Literal["no tool", "fraud", "complaint", "legal"]
ItemStatus = Literal["bought", "coming back", "returned", "refunded"]
OrderStatus = Literal["pending", "shipped", "delivered", "cancelled"]


class Record(BaseModel):
    """A row of a table; tools change it in place."""

    model_config = ConfigDict(extra="forbid")


class Address(Record):
    """Where something goes."""

    street: str
    postcode: str
    town: str


class Method(Record):
    """A way to pay; only gift cards hold a balance here."""

    kind: Literal["card", "paypal", "gift card"]
    label: str
    balance_cents: int | None = None


class Customer(Record):
    """A customer with what they can pay with."""

    name: str
    email: str
    home: Address
    plus: bool
    """A member of Plus, for whom some terms are longer."""
    credit_cents: int = 0
    methods: dict[str, Method]


class Choice(Record):
    """One way in which a product can be had, by its SKU."""

    options: dict[str, str]
    price_cents: int
    stock: int
    waiting: list[str] = []
    """Customers who want to hear when it is back."""


class Product(Record):
    """Something on sale."""

    name: str
    final_sale: bool
    choices: dict[str, Choice]


class Item(Record):
    """One piece in an order."""

    product_id: str
    sku: str
    price_cents: int
    status: ItemStatus = "bought"


class Delivery(Record):
    """How an order travels."""

    carrier: str
    tracking: str
    promised: str
    delivered: str | None = None


class Order(Record):
    """An order and what it was paid with."""

    customer_id: str
    placed: str
    status: OrderStatus
    items: dict[str, Item]
    fee_cents: int
    method_id: str
    address: Address
    delivery: Delivery
    cancelled_because: CancelReason | None = None
    note: str = ""
    """Free text that came with the order, from whoever wrote it."""


class Payment(Record):
    """Money taken for an order."""

    order_id: str
    method_id: str
    cents: int
    day: str


class Refund(Record):
    """Money given back for an order."""

    order_id: str
    method_id: str
    cents: int
    day: str
    cause: Literal["return", "cancellation", "exchange", "other payment"]


class Return(Record):
    """Items on their way back."""

    order_id: str
    item_ids: list[str]
    reason: ReturnReason
    status: Literal["announced", "received", "refunded"]
    opened: str


class Exchange(Record):
    """An item replaced by another choice of the same product."""

    order_id: str
    item_id: str
    old_sku: str
    new_sku: str
    difference_cents: int


class Credit(Record):
    """Store credit granted for an order."""

    order_id: str
    cents: int
    reason: CreditReason
    day: str


class Ticket(Record):
    """A case that a human colleague takes over."""

    customer_id: str
    topic: Topic
    day: str


class Shop(Record):
    """Everything there is."""

    today: str
    customers: dict[str, Customer] = {}
    products: dict[str, Product] = {}
    orders: dict[str, Order] = {}
    payments: dict[str, Payment] = {}
    refunds: dict[str, Refund] = {}
    returns: dict[str, Return] = {}
    exchanges: dict[str, Exchange] = {}
    credits: dict[str, Credit] = {}
    tickets: dict[str, Ticket] = {}
