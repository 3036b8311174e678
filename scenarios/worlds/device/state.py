"""The state: what the desk has on record, and what is really so in each house.

No symptom is stored. What lights show, how fast a connection is and whether a device answers follows from the causes
that are stored here (symptoms.py), so only what removes the cause removes the symptom.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class Record(BaseModel):
    """A record of the world."""

    model_config = ConfigDict(extra="forbid")


class Plan(Record):
    """What an account pays for."""

    monthly_cents: int
    mbps: int


class Account(Record):
    """A household's contract and line."""

    holder: str
    phone: str
    address: str
    postcode: str
    area: str
    plan: str
    card: str
    suspended: bool = False
    billed_cents: int = 0
    """What was open at first, and what was charged since."""
    payments: dict[str, int] = {}
    credits: dict[str, int] = {}
    """By outage: cents."""
    line: Literal["clean", "noisy"] = "clean"
    """The wire to the house. Only a technician mends it."""
    note: str = ""

    @property
    def owed_cents(self) -> int:
        """What is still to pay; less than nothing if the account has money to its credit."""
        return self.billed_cents - sum(self.payments.values()) - sum(self.credits.values())


class Owned(Record):
    """What all devices have. The key of a device is the serial number on its label."""

    account_id: str
    model: str
    warranty_until: str


class Box(Owned):
    """A device of the network that is plugged in for good and can be reached from afar."""

    kind: Literal["router", "tv box", "extender"]
    firmware: str
    staged: str | None = None
    """Firmware that the next start brings in."""
    adapter: Literal["works", "dead", "hot"] = "works"
    cable_seated: bool = True
    condition: Literal["well", "sluggish", "frozen"] = "well"
    """Sluggish boxes still answer; frozen ones have to be switched off and on by hand."""
    profile: str | None
    """The plan that it is set up for; None after a factory reset, or if it was never set up."""


class Handset(Owned):
    """A device on the Wi-Fi."""

    kind: Literal["phone", "laptop", "tablet"]
    name: str
    """What its owner called it, as the network sees it: free text."""
    flight_mode: bool = False
    band: Literal["2.4 GHz", "5 GHz"] = "5 GHz"


class Purifier(Owned):
    """An air purifier with a filter."""

    kind: Literal["air purifier"] = "air purifier"
    filter_worn: bool = False
    counter_due: bool = False
    """The counter does not know that a filter was changed until reset is pressed."""
    spare_filters: int = 0


Device = Annotated[Box | Handset | Purifier, Field(discriminator="kind")]


class Firmware(Record):
    """The firmware of one model."""

    latest: str
    faulty: dict[str, str]
    """Version → what is wrong with it."""


class Part(Record):
    """A spare part."""

    name: str
    fits: str
    """A model."""
    price_cents: int
    stock: int
    next_delivery: str


class Parcel(Record):
    """A part on its way."""

    account_id: str
    serial: str
    part_id: str
    charged_cents: int
    arrives: str


class Outage(Record):
    """A fault in a whole area."""

    area: str
    since: str
    expected_end: str


class Slot(Record):
    """Half a day of a technician."""

    area: str
    day: str
    hours: Literal["8 to 12", "13 to 17"]
    account_id: str | None = None
    """Whose it is; None while it is free."""


Topic = Literal["safety", "contract", "no tool"]


class Ticket(Record):
    """A case handed over to a colleague."""

    account_id: str
    topic: Topic


class Homes(Record):
    """All of it."""

    today: str
    plans: dict[str, Plan]
    accounts: dict[str, Account]
    devices: dict[str, Device]
    firmware: dict[str, Firmware]
    parts: dict[str, Part]
    parcels: dict[str, Parcel] = {}
    outages: dict[str, Outage]
    slots: dict[str, Slot]
    tickets: dict[str, Ticket] = {}
