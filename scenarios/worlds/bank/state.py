"""What the desk of the bank can see and change. Money is in cents, days are ISO dates, tables are by id."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

BlockReason = Literal["lost", "stolen", "not received"]
DisputeReason = Literal["not made by me", "wrong amount", "paid twice", "not delivered"]
Topic = Literal["no tool", "fraud", "bereavement", "complaint"]


class Record(BaseModel):
    """A row of a table; tools change it in place."""

    model_config = ConfigDict(extra="forbid")


class Customer(Record):
    """A customer, with what proves who they are."""

    name: str
    email: str
    birthday: str


class Account(Record):
    """An account; its balance is the sum of its bookings."""

    customer_id: str
    kind: Literal["current", "savings"]
    iban: str
    balance_cents: int
    limit_cents: int
    """What may be paid to payees in a day."""
    frozen: bool = False


class Card(Record):
    """A card of a current account."""

    account_id: str
    kind: Literal["debit", "credit"]
    digits: str
    """The last four."""
    blocked: BlockReason | None = None


class Payee(Record):
    """Somebody whom a customer can pay."""

    customer_id: str
    name: str
    iban: str
    added: str


class StandingOrder(Record):
    """A payment that is made every month."""

    account_id: str
    payee_id: str
    amount_cents: int
    day_of_month: int
    reference: str
    active: bool = True


class Booking(Record):
    """Money that came to an account (positive) or left it (negative)."""

    account_id: str
    kind: Literal["brought forward", "income", "card", "payment", "own transfer"]
    partner: str
    """Whom it came from or went to."""
    cents: int
    day: str
    reference: str = ""
    """Free text from whoever sent the money."""


class Dispute(Record):
    """A card payment that a customer contests."""

    booking_id: str
    reason: DisputeReason
    day: str


class Ticket(Record):
    """A case that a human colleague takes over."""

    customer_id: str
    topic: Topic
    day: str


class Bank(Record):
    """Everything there is."""

    today: str
    outside_cents: int = 0
    """What payments have carried to other banks: with all balances, it always comes to the same."""
    customers: dict[str, Customer] = {}
    accounts: dict[str, Account] = {}
    cards: dict[str, Card] = {}
    payees: dict[str, Payee] = {}
    standing_orders: dict[str, StandingOrder] = {}
    bookings: dict[str, Booking] = {}
    disputes: dict[str, Dispute] = {}
    tickets: dict[str, Ticket] = {}
