"""Drawing ids, people, places and goods, none of them twice."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from itertools import product
from math import ceil

from .names import NAMES, Good
from .state import Address, Choice, Customer, Method, Product

SUNDAY = 6


class Draws:
    """A random stream that does not repeat itself where records must differ.

    Args:
        rng: where everything is drawn from.
    """

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self._taken: set[str] = set()

    def fresh_id(self, prefix: str, digits: int) -> str:
        """Return an id that does not tell how many there are."""
        return self._fresh(lambda: f"{prefix}{self.rng.randrange(10 ** (digits - 1), 10**digits)}")

    def day(self, today: str, least: int, most: int) -> str:
        """Return a day so many days after today (before it where negative)."""
        return shifted(today, self.rng.randint(least, most))

    def address(self) -> Address:
        """Return an address."""
        street = f"{self.rng.choice(NAMES.streets)} {self.rng.randint(1, 140)}"
        return Address(street=street, postcode=f"{self.rng.randrange(10000, 99999)}", town=self.rng.choice(NAMES.towns))

    def customer(self) -> Customer:
        """Return a customer with a card and one or two other ways to pay."""
        rng = self.rng
        name = f"{rng.choice(NAMES.given)} {rng.choice(NAMES.family)}"
        words = name.lower().split()
        email = self._fresh(lambda: f"{'.'.join(words)}{rng.randint(2, 99999)}@{rng.choice(NAMES.domains)}")
        methods = [self._card(), self._paypal(email) if rng.random() < 0.5 else self._card()]
        if rng.random() < 0.6:
            methods.append(self._gift_card())
        return Customer(
            name=name,
            email=email,
            home=self.address(),
            plus=rng.random() < 0.4,
            credit_cents=rng.choice((0, 0, 0, 500, 1200)),
            methods={self.fresh_id("pm", 8): method for method in methods},
        )

    def _card(self) -> Method:
        label = self._fresh(lambda: f"{self.rng.choice(NAMES.cards)} ending {self.rng.randint(1000, 9999)}")
        return Method(kind="card", label=label)

    def _paypal(self, email: str) -> Method:
        return Method(kind="paypal", label=f"PayPal account {email}")

    def _gift_card(self) -> Method:
        label = self._fresh(lambda: f"gift card ending {self.rng.randint(1000, 9999)}")
        return Method(kind="gift card", label=label, balance_cents=self.rng.randrange(2000, 60000, 500))

    def _fresh(self, draw: Callable[[], str]) -> str:
        while (found := draw()) in self._taken:
            pass
        self._taken.add(found)
        return found


def shifted(today: str, days: int) -> str:
    """Return the day so many days later."""
    return (date.fromisoformat(today) + timedelta(days=days)).isoformat()


def workday(day: str) -> str:
    """Return the day itself, or the Monday after it: nothing is delivered on Sundays."""
    return shifted(day, 1) if date.fromisoformat(day).weekday() == SUNDAY else day


def goods_for(draws: Draws, size: int) -> dict[str, Product]:
    """Return products for a shop of this size: at least ten; half lack a choice, a fifth is on final sale."""
    pairs = [(maker, good) for maker in NAMES.makers for good in NAMES.goods]
    count = min(len(pairs), 10 + ceil(size / 2))
    chosen = draws.rng.sample(pairs, count)
    return {draws.fresh_id("P", 7): _product(draws, maker, good, place) for place, (maker, good) in enumerate(chosen)}


def _product(draws: Draws, maker: str, good: Good, place: int) -> Product:
    rng = draws.rng
    every = [dict(zip(good.options, each, strict=True)) for each in product(*good.options.values())]
    kept = rng.sample(every, min(len(every), rng.randint(3, 6)))
    step = rng.choice((0, 0, 300, 750))
    price = good.cents + rng.randrange(-1000, 1000, 50)
    choices = [
        Choice(options=options, price_cents=price + step * above, stock=rng.randint(2, 30))
        for above, options in enumerate(kept)
    ]
    if place % 2 == 0:
        choices[-1].stock = 0
    skus = {draws.fresh_id("S", 8): choice for choice in choices}
    return Product(name=f"{maker} {good.name}", final_sale=place % 5 == 3, choices=skus)
