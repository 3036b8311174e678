"""Finding records, with words for whoever names one that is not there; ids of new records; money as it is written."""

from datetime import date, timedelta
from typing import Protocol

from ....runtime.identity import digest
from ...local_world import Refused
from .state import Account, Box, Device, Homes, Outage


class Household(Protocol):
    """What the functions below read: the whole state or a corner of it."""

    @property
    def accounts(self) -> dict[str, Account]:
        """Accounts by id."""
        ...

    @property
    def devices(self) -> dict[str, Device]:
        """Devices by serial number."""
        ...

    @property
    def outages(self) -> dict[str, Outage]:
        """Outages by id."""
        ...


def account_of(homes: Homes, account_id: str) -> Account:
    """Return an account."""
    found = homes.accounts.get(account_id)
    if found is None:
        raise Refused(f"there is no account {account_id!r}; ask for the account number on the bill")
    return found


def device_of(homes: Homes, serial: str) -> Device:
    """Return a device."""
    found = homes.devices.get(serial)
    if found is None:
        raise Refused(f"there is no device {serial!r}; read the serial number on its label again")
    return found


def box_of(homes: Homes, serial: str) -> Box:
    """Return a device that can be reached from afar."""
    found = device_of(homes, serial)
    if not isinstance(found, Box):
        raise Refused(f"the {found.kind} {serial} cannot be worked on from here; only its owner can")
    return found


def owned(homes: Household, account_id: str) -> dict[str, Device]:
    """Return all devices of a household."""
    return {serial: each for serial, each in sorted(homes.devices.items()) if each.account_id == account_id}


def router_of(homes: Household, account_id: str) -> Box | None:
    """Return the router of a household."""
    boxes = (each for each in homes.devices.values() if isinstance(each, Box) and each.account_id == account_id)
    return next((each for each in boxes if each.kind == "router"), None)


def outage_at(homes: Household, account: Account) -> str | None:
    """Return the id of the outage at an account's address."""
    return next((key for key, each in sorted(homes.outages.items()) if each.area == account.area), None)


def payment_id_for(account_id: str, ordinal: int) -> str:
    """Return the id of an account's next payment."""
    return _id("PY", "payment", account_id, ordinal)


def parcel_id_for(serial: str, part_id: str) -> str:
    """Return the id of a parcel: there is one for a part of a device."""
    return _id("PC", "parcel", serial, part_id)


def ticket_id_for(account_id: str, topic: str) -> str:
    """Return the id of a ticket: there is one for an account's topic."""
    return _id("TK", "ticket", account_id, topic)


def euros(cents: int) -> str:
    """Return an amount as the policy wants it written."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def shifted(day: str, days: int) -> str:
    """Return the day so many days later."""
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def days_between(before: str, after: str) -> int:
    """Return how many days lie between two days."""
    return (date.fromisoformat(after) - date.fromisoformat(before)).days


def _id(prefix: str, *parts: str | int) -> str:
    return f"{prefix}-{int(digest(*parts), 16) % 10**8:08d}"
