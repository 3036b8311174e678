"""What the rehearsed desk makes of its prompt: its tools, what was said, what it called, and what came of it."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple, TypeVar

from pydantic import BaseModel

from ....runtime.frozen import is_list
from ....runtime.inner_json import object_in
from ....runtime.rehearsal.scene import Scene, as_object
from .state import Address, Delivery

S = TypeVar("S", bound=BaseModel)

_TOOL: Final = re.compile(r"^- (\S+): (.*?) Arguments \(JSON Schema\): (\{.*\})$", re.MULTILINE)
_POLICY: Final = re.compile(r"The policy:\n(.*?)\n\nYour tools:", re.DOTALL)
_CALLED: Final = "you called "
_FAILED: Final = "error: "

_DEEDS: Final = {
    "Identify a customer": "verify",
    "Show an account": "account",
    "Show an order": "order",
    "Find products": "find",
    "Show a product": "product",
    "Cancel a pending order": "cancel",
    "Send a pending order to another": "order_address",
    "Choose another delivery day": "reschedule",
    "Pay a pending order": "payment",
    "Change the home address": "home",
    "Have a customer told": "wait",
    "Hand the case over": "hand_over",
    "Announce that items": "send_back",
    "Exchange an item": "swap",
    "Refund the items of a return": "refund",
    "Grant store credit": "credit",
}
"""How a tool is described → what it does. Names are not believed: they may say nothing."""


class Offer(NamedTuple):
    """A tool as it is offered here."""

    name: str
    parameters: Mapping[str, Any]

    def options(self, argument: str) -> list[str]:
        """Return the values that an argument may have."""
        properties = as_object(self.parameters.get("properties"))
        listed = as_object(properties.get(argument)).get("enum")
        return [str(each) for each in listed] if is_list(listed) else []


class Made(NamedTuple):
    """A call that was made: its place in the prompt, what it was for, and what came of it."""

    place: int
    deed: str
    arguments: dict[str, Any]
    value: Any
    error: str


class Said(NamedTuple):
    """Words with their place in the prompt."""

    place: int
    text: str


class ItemSeen(BaseModel):
    """An item as an order shows it."""

    item_id: str
    product_id: str
    sku: str
    price_cents: int
    status: str
    name: str
    options: dict[str, str]
    final_sale: bool


class ReturnSeen(BaseModel):
    """A return as an order shows it."""

    return_id: str
    item_ids: list[str]
    status: str


class OrderSeen(BaseModel):
    """An order as it is shown."""

    order_id: str
    today: str
    customer_id: str
    status: str
    address: Address
    delivery: Delivery
    items: list[ItemSeen]
    payment_method_id: str
    paid_cents: int
    returns: list[ReturnSeen]
    credits: list[dict[str, Any]]


class MethodSeen(BaseModel):
    """A payment method as an account shows it."""

    payment_method_id: str
    label: str


class LineSeen(BaseModel):
    """An order as an account lists it."""

    order_id: str
    status: str
    items: list[str]


class AccountSeen(BaseModel):
    """An account as it is shown."""

    customer_id: str
    plus: bool
    methods: list[MethodSeen]
    orders: list[LineSeen]


class ChoiceSeen(BaseModel):
    """A choice as a product shows it."""

    sku: str
    options: dict[str, str]
    price_cents: int
    stock: int


class ProductSeen(BaseModel):
    """A product as it is shown."""

    product_id: str
    name: str
    final_sale: bool
    choices: list[ChoiceSeen]


class Verified(BaseModel):
    """A customer who was identified."""

    customer_id: str
    name: str
    today: str


class Case:
    """A prompt as the desk understands it.

    Args:
        scene: the request.
    """

    def __init__(self, scene: Scene) -> None:
        policy = _POLICY.search(scene.user)
        self.policy = " ".join(policy[1].split()) if policy else ""
        self.offers = dict(_offers(scene.user))
        self.said: list[Said] = []
        self.heard: list[Said] = []
        self.calls: list[Made] = []
        names = {offer.name: deed for deed, offer in self.offers.items()}
        for place, (label, text) in enumerate(scene.trail()):
            if label == "you said":
                self.said.append(Said(place, text))
            elif label == "the user said":
                self.heard.append(Said(place, text))
            elif label.startswith(_CALLED):
                self.calls.append(_made(place, names.get(label.removeprefix(_CALLED), ""), text))

    @property
    def last(self) -> str:
        """What the user said last."""
        return self.heard[-1].text if self.heard else ""

    @property
    def customer(self) -> Verified | None:
        """Who was identified."""
        return self._seen(Verified, "verify")

    @property
    def account(self) -> AccountSeen | None:
        """The account that was shown."""
        return self._seen(AccountSeen, "account")

    def order(self, order_id: str) -> OrderSeen | None:
        """Return an order that was shown, as it was before anything was done to it."""
        return self._seen(OrderSeen, "order", order_id=order_id)

    def product(self, product_id: str) -> ProductSeen | None:
        """Return a product that was shown."""
        return self._seen(ProductSeen, "product", product_id=product_id)

    def done(self, deed: str, **given: Any) -> Made | None:
        """Return the last call of this sort, with these arguments, that succeeded."""
        return next((call for call in self._of(deed, given) if not call.error), None)

    def failed(self, deed: str, **given: Any) -> Made | None:
        """Return the last call of this sort, with these arguments, that failed, unless one succeeded."""
        return None if self.done(deed, **given) else next(self._of(deed, given), None)

    def told(self, keys: tuple[str, ...], since: int) -> bool:
        """Whether one message of the desk after a place holds all of this."""
        return any(said.place > since and all(key in said.text for key in keys) for said in self.said)

    def _of(self, deed: str, given: Mapping[str, Any]) -> Iterator[Made]:
        return (call for call in reversed(self.calls) if call.deed == deed and given.items() <= call.arguments.items())

    def _seen(self, model: type[S], deed: str, **given: Any) -> S | None:
        found = self.done(deed, **given)
        return model.model_validate(found.value) if found else None


def _offers(prompt: str) -> Iterator[tuple[str, Offer]]:
    for name, about, parameters in _TOOL.findall(prompt):
        deed = next((deed for opening, deed in _DEEDS.items() if about.startswith(opening)), "")
        if deed:
            yield deed, Offer(name, json.loads(parameters))


def _made(place: int, deed: str, text: str) -> Made:
    given, _, result = text.partition("\n")
    arguments = object_in(given)
    if arguments is None:
        return Made(place, deed, {}, None, text.rpartition(_FAILED)[2])
    if result.startswith(_FAILED):
        return Made(place, deed, arguments, None, result.removeprefix(_FAILED))
    return Made(place, deed, arguments, json.loads(result), "")
