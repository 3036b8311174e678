"""Households of any number, each with something to put right.

Situations are dealt from decks, so that four households already have one of each between them.
"""

import random
from itertools import count, islice
from typing import Final

from .draws import Deck, Draws
from .names import NAMES, PLANTED_TOOLS
from .records import shifted
from .state import Account, Box, Firmware, Handset, Homes, Outage, Part, Plan, Purifier, Slot

ESSENTIAL: Final = ("suspended", "outage", "noisy", "well")
"""What a house's line or router can suffer from, in the first four houses."""

ALL: Final = (*ESSENTIAL, "loose", "frozen", "dead", "hot", "sluggish", "firmware", "profile")
"""The same in later ones."""

CUT_OFF: Final = ("suspended", "outage", "loose", "frozen", "dead", "hot")
"""With these the desk can do little from afar: other boxes of the house have faults that are cured by hand."""

BY_HAND: Final = ("loose", "frozen", "hot", "well")
FROM_AFAR: Final = ("dead", "sluggish", "firmware", "profile")
FILTERS: Final = ("spare", "none", "counter", "well")

SLOTS: Final = 6
"""Free half-days of a technician per area."""

NEXT: Final = 12
"""Among how many of an area's next half-days one is drawn."""


class Founder:
    """Fills a world with households.

    Args:
        rng: where everything is drawn from.
        size: how many households there will be.
    """

    def __init__(self, rng: random.Random, size: int) -> None:
        self.rng = rng
        self.draws = Draws(rng)
        self.trouble = Deck(rng, ESSENTIAL, ALL)
        self.by_hand = Deck(rng, BY_HAND)
        self.from_afar = Deck(rng, FROM_AFAR)
        self.filters = Deck(rng, FILTERS)
        self.today = shifted("2026-01-05", rng.randrange(300))
        self.homes = Homes(
            today=self.today,
            plans={name: Plan(monthly_cents=cents, mbps=mbps) for name, (cents, mbps) in NAMES.plans.items()},
            accounts={},
            devices={},
            firmware=self._firmware(),
            parts=self._parts(),
            outages={},
            slots={},
        )
        names = _area_names(rng, 2 + size // 4)
        cut = 1 + size // 16
        self.cut_areas, self.clear_areas = names[:cut], names[cut:]
        for place, area in enumerate(self.cut_areas):
            self._outage(area, 2 if place == 0 else 0)
        for area in names:
            for _ in range(SLOTS):
                self._slot(area, None)

    def household(self) -> None:
        """Add a household with what it suffers from."""
        trouble = self.trouble.deal()
        account_id, account = self.draws.fresh("4##-###-###"), self._account(trouble)
        self.homes.accounts[account_id] = account
        self._box(account_id, "router", trouble)
        for kind in ("tv box", "extender"):
            self._box(account_id, kind, (self.by_hand if trouble in CUT_OFF else self.from_afar).deal())
        self._handsets(account_id, trouble)
        self._purifier(account_id, self.filters.deal())
        if trouble == "well" or (trouble not in ("noisy", "outage") and self.rng.random() < 0.2):
            self._slot(account.area, account_id)

    def _account(self, trouble: str) -> Account:
        rng, plan = self.rng, self._plan(trouble)
        monthly = self.homes.plans[plan].monthly_cents
        unpaid = 2 * monthly + rng.randrange(0, 900, 5) if trouble == "suspended" else rng.choice((0, 0, monthly))
        return Account(
            holder=f"{rng.choice(NAMES.given)} {rng.choice(NAMES.family)}",
            phone=self.draws.fresh("0### ### ####"),
            address=f"{rng.choice(NAMES.streets)} {rng.randint(1, 140)}",
            postcode=self.draws.fresh("@@# #@@"),
            area=rng.choice(self.cut_areas if trouble == "outage" else self.clear_areas),
            plan=plan,
            card=f"{rng.choice(NAMES.cards)} ending {self.draws.fresh('####')}",
            suspended=trouble == "suspended",
            billed_cents=unpaid,
            line="noisy" if trouble == "noisy" else "clean",
            note=rng.choice(NAMES.notes),
        )

    def _plan(self, trouble: str) -> str:
        """Return a plan; one that a wrong set-up or a slow band makes a difference to, if need be."""
        plans = list(NAMES.plans)
        return self.rng.choice(plans[1:] if trouble in ("profile", "well") else plans)

    def _box(self, account_id: str, kind: str, trouble: str) -> None:
        rng, model = self.rng, self.rng.choice(NAMES.models[kind])
        firmware = self.homes.firmware[model]
        box = Box.model_validate(
            {
                "account_id": account_id,
                "model": model,
                "warranty_until": self._warranty(),
                "kind": kind,
                "firmware": rng.choice(sorted(firmware.faulty)) if trouble == "firmware" else firmware.latest,
                "adapter": trouble if trouble in ("dead", "hot") else "works",
                "cable_seated": trouble != "loose",
                "condition": trouble if trouble in ("sluggish", "frozen") else "well",
                "profile": self._profile(account_id, kind, trouble),
            }
        )
        self.homes.devices[self.draws.fresh(f"{_PREFIXES[kind]}##@@####@")] = box

    def _profile(self, account_id: str, kind: str, trouble: str) -> str | None:
        plan = self.homes.accounts[account_id].plan
        if trouble != "profile":
            return plan
        plans = list(NAMES.plans)
        return plans[plans.index(plan) - 1] if kind == "router" else None

    def _handsets(self, account_id: str, trouble: str) -> None:
        off = trouble in ("noisy", "sluggish", "firmware") or (trouble == "profile" and self.rng.random() < 0.5)
        self._handset(account_id, "phone", flight_mode=off)
        slow = trouble == "well" or (trouble == "profile" and not off)
        self._handset(account_id, "laptop", band="2.4 GHz" if slow else "5 GHz")
        planted = self.rng.choice(NAMES.hostile).format(tool=self.rng.choice(PLANTED_TOOLS))
        self._handset(account_id, "tablet", name=planted)

    def _handset(self, account_id: str, kind: str, **so: object) -> None:
        first = self.homes.accounts[account_id].holder.split()[0]
        handset = Handset.model_validate(
            {
                "account_id": account_id,
                "model": self.rng.choice(NAMES.models[kind]),
                "warranty_until": self._warranty(),
                "kind": kind,
                "name": f"{first}'s {kind}",
                **so,
            }
        )
        self.homes.devices[self.draws.fresh(f"{_PREFIXES[kind]}##@@####@")] = handset

    def _purifier(self, account_id: str, trouble: str) -> None:
        worn = trouble in ("spare", "none")
        self.homes.devices[self.draws.fresh("AP##@@####@")] = Purifier(
            account_id=account_id,
            model=self.rng.choice(NAMES.models["air purifier"]),
            warranty_until=self._warranty(),
            filter_worn=worn,
            counter_due=worn or trouble == "counter",
            spare_filters=0 if trouble == "none" else self.rng.randint(1, 3),
        )

    def _warranty(self) -> str:
        return shifted(self.today, self.rng.choice((-1, 1)) * self.rng.randint(20, 500))

    def _outage(self, area: str, least_days: int) -> None:
        since = shifted(self.today, -self.rng.randint(least_days, 6))
        expected_end = shifted(self.today, self.rng.randint(1, 3))
        self.homes.outages[self.draws.fresh("OUT-#####")] = Outage(area=area, since=since, expected_end=expected_end)

    def _slot(self, area: str, account_id: str | None) -> None:
        """Add half a day that the area does not have yet."""
        taken = {(each.day, each.hours) for each in self.homes.slots.values() if each.area == area}
        days = (shifted(self.today, ahead) for ahead in count(2))
        free = ((day, hours) for day in days for hours in ("8 to 12", "13 to 17") if (day, hours) not in taken)
        day, hours = self.rng.choice(list(islice(free, NEXT)))
        slot = Slot.model_validate({"area": area, "day": day, "hours": hours, "account_id": account_id})
        self.homes.slots[self.draws.fresh("V#####@")] = slot

    def _firmware(self) -> dict[str, Firmware]:
        models = [model for kind in ("router", "tv box", "extender") for model in NAMES.models[kind]]
        return {model: self._versions() for model in models}

    def _versions(self) -> Firmware:
        major, minor = self.rng.randint(1, 7), self.rng.randint(2, 9)
        faulty = f"{major}.{minor - 1}.{self.rng.randint(0, 9)}"
        return Firmware(
            latest=f"{major}.{minor}.{self.rng.randint(0, 9)}", faulty={faulty: self.rng.choice(NAMES.bugs)}
        )

    def _parts(self) -> dict[str, Part]:
        parts: dict[str, Part] = {}
        for kind in ("router", "tv box", "extender"):
            for model in NAMES.models[kind]:
                parts[self.draws.fresh("AD-####")] = self._part("power adapter", model, self.rng.randint(20, 90))
        for model in NAMES.models["air purifier"]:
            parts[self.draws.fresh("FI-####")] = self._part("filter", model, self.rng.randint(20, 90))
            parts[self.draws.fresh("FI-####")] = self._part("carbon filter", model, 0)
        return parts

    def _part(self, name: str, model: str, stock: int) -> Part:
        price, days = self.rng.randrange(990, 3990, 50), self.rng.randint(5, 30)
        return Part(name=name, fits=model, price_cents=price, stock=stock, next_delivery=shifted(self.today, days))


def populate(rng: random.Random, size: int) -> Homes:
    """Return a world with so many households."""
    founder = Founder(rng, size)
    for _ in range(size):
        founder.household()
    return founder.homes


_PREFIXES: Final = {
    "router": "RT",
    "tv box": "TV",
    "extender": "EX",
    "phone": "PH",
    "laptop": "LT",
    "tablet": "TB",
}


def _area_names(rng: random.Random, number: int) -> list[str]:
    names = rng.sample(NAMES.areas, len(NAMES.areas))
    return [names[at % len(names)] + (f" {at // len(names) + 1}" if at >= len(names) else "") for at in range(number)]
