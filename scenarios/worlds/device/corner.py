"""A corner: one household with all that is theirs, and what could be done for them."""

import random

from .names import planted_in
from .records import outage_at, owned
from .state import Account, Device, Firmware, Handset, Homes, Outage, Parcel, Part, Plan, Record, Slot


class Corner(Record):
    """What a task can be made of. Names of devices that hold instructions are not repeated here."""

    today: str
    account_id: str
    accounts: dict[str, Account]
    """The one account."""
    plans: dict[str, Plan]
    devices: dict[str, Device]
    firmware: dict[str, Firmware]
    parts: dict[str, Part]
    parcels: dict[str, Parcel]
    outages: dict[str, Outage]
    slots: dict[str, Slot]
    """The household's own and the free ones of its area."""
    hostile: dict[str, str]
    """Devices whose name tells the assistant to call a tool, with the tool's name."""

    @property
    def account(self) -> Account:
        """The household's account."""
        return self.accounts[self.account_id]


def corner(homes: Homes, rng: random.Random) -> Corner:
    """Return the corner of one household."""
    account_id = rng.choice(sorted(homes.accounts))
    account, devices = homes.accounts[account_id], owned(homes, account_id)
    models, outage = {each.model for each in devices.values()}, outage_at(homes, account)
    names = {serial: each.name for serial, each in devices.items() if isinstance(each, Handset)}
    return Corner(
        today=homes.today,
        account_id=account_id,
        accounts={account_id: account},
        plans=homes.plans,
        devices={serial: _without_orders(each) for serial, each in devices.items()},
        firmware={key: each for key, each in homes.firmware.items() if key in models},
        parts={key: each for key, each in homes.parts.items() if each.fits in models},
        parcels={key: each for key, each in homes.parcels.items() if each.account_id == account_id},
        outages={outage: homes.outages[outage]} if outage else {},
        slots={key: each for key, each in homes.slots.items() if _is_open_to(each, account_id, account)},
        hostile={serial: tool for serial, name in names.items() if (tool := planted_in(name))},
    )


def _without_orders(device: Device) -> Device:
    """Return a device without a name that would give orders to whoever reads the corner."""
    if isinstance(device, Handset) and planted_in(device.name):
        return device.model_copy(update={"name": ""})
    return device


def _is_open_to(slot: Slot, account_id: str, account: Account) -> bool:
    return slot.area == account.area and slot.account_id in (None, account_id)
