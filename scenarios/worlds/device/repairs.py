"""The desk's tools for devices: what is on record, restarts, firmware, set-up, parts."""

from typing import Any

from ...local_world import Refused
from ...world import Effect
from .records import account_of, box_of, device_of, euros, parcel_id_for, shifted
from .state import Account, Box, Device, Firmware, Handset, Homes, Parcel, Part
from .symptoms import faulty, reachable
from .world import DEVICE, LOOKED_UP

TRANSIT_DAYS = 2
"""How long a parcel takes."""


@DEVICE.tool(Effect.READ)
def look_up_device(state: Homes, serial: str) -> dict[str, Any]:
    """Look up a device: model, warranty, whether it answers, firmware, set-up, and the parts there are for it.

    Args:
        serial: the serial number on its label.
    """
    device = device_of(state, serial)
    known: dict[str, Any] = {
        "account_id": device.account_id,
        "kind": device.kind,
        "model": device.model,
        "warranty_until": device.warranty_until,
        "today": state.today,
        "parts": {key: _offer(state, device, each) for key, each in _parts(state, device).items()},
    }
    if isinstance(device, Handset):
        return {**known, "name": device.name}
    return {**known, **_box(state, device)} if isinstance(device, Box) else known


@DEVICE.tool(Effect.WRITE, after=LOOKED_UP)
def reboot_device(state: Homes, serial: str) -> dict[str, Any]:
    """Restart a router, TV box or extender from afar; firmware that was pushed comes into use.

    Args:
        serial: the serial number on its label.
    """
    box = _reached(state, serial)
    start(box)
    return {"restarted": serial, "firmware": box.firmware}


@DEVICE.tool(Effect.WRITE, after=LOOKED_UP)
def push_firmware(state: Homes, serial: str, version: str) -> dict[str, Any]:
    """Send firmware to a router, TV box or extender. It comes into use at the next restart.

    Args:
        serial: the serial number on its label.
        version: a version that exists for the model, as looking the device up shows it.
    """
    box = _reached(state, serial)
    known = state.firmware.get(box.model, Firmware(latest="", faulty={}))
    if version not in (known.latest, *known.faulty):
        raise Refused(f"there is no version {version!r} for the {box.model}; the latest is {known.latest}")
    if version == box.firmware:
        raise Refused(f"the {box.model} runs {version} already")
    box.staged = version
    return {"pushed": version, "in_use": "after the next restart"}


@DEVICE.tool(Effect.WRITE, after=LOOKED_UP)
def reset_provisioning(state: Homes, serial: str) -> dict[str, Any]:
    """Set a router, TV box or extender up for the account's plan, from afar.

    Args:
        serial: the serial number on its label.
    """
    box = _reached(state, serial)
    account = _in_use(state, box)
    box.profile = account.plan
    return {"set_up_for": account.plan}


@DEVICE.tool(Effect.WRITE, after=LOOKED_UP)
def send_part(state: Homes, serial: str, part_id: str) -> dict[str, Any]:
    """Send a spare part to the account's address. It is charged unless the device is under warranty.

    Args:
        serial: the serial number of the device that it is for.
        part_id: a part that fits, as looking the device up shows it.
    """
    device = device_of(state, serial)
    account, part = _in_use(state, device), state.parts.get(part_id)
    if part is None or part.fits != device.model:
        raise Refused(
            f"there is no part {part_id!r} for the {device.model}; looking the device up lists those that fit"
        )
    parcel_id = parcel_id_for(serial, part_id)
    if parcel_id in state.parcels:
        raise Refused(f"it is on its way already: parcel {parcel_id}")
    if part.stock < 1:
        raise Refused(f"the {part.name} is out of stock until {part.next_delivery}")
    part.stock -= 1
    charged = price_of(state.today, device, part)
    account.billed_cents += charged
    arrives = shifted(state.today, TRANSIT_DAYS)
    parcel = Parcel(
        account_id=device.account_id, serial=serial, part_id=part_id, charged_cents=charged, arrives=arrives
    )
    state.parcels[parcel_id] = parcel
    return {"parcel_id": parcel_id, "part": part.name, "charged": euros(charged), "arrives": arrives}


def price_of(today: str, device: Device, part: Part) -> int:
    """Return what a part costs its owner: nothing under warranty, which filters never are."""
    under_warranty = isinstance(device, Box) and device.warranty_until >= today
    return 0 if under_warranty else part.price_cents


def start(box: Box) -> None:
    """Switch a box off and on. Without power nothing comes of it."""
    if box.adapter == "dead":
        return
    box.condition = "well"
    if box.staged is not None:
        box.firmware, box.staged = box.staged, None


def _reached(state: Homes, serial: str) -> Box:
    box = box_of(state, serial)
    if not reachable(state, box):
        raise Refused(f"the {box.kind} {serial} does not answer; test the line and have the user look at the lights")
    return box


def _in_use(state: Homes, device: Device) -> Account:
    account = account_of(state, device.account_id)
    if account.suspended:
        raise Refused(f"the account is suspended until the {euros(account.owed_cents)} that it owes are paid")
    return account


def _parts(state: Homes, device: Device) -> dict[str, Part]:
    return {key: each for key, each in sorted(state.parts.items()) if each.fits == device.model}


def _offer(state: Homes, device: Device, part: Part) -> dict[str, Any]:
    return {
        "name": part.name,
        "price": euros(price_of(state.today, device, part)),
        "stock": part.stock,
        "next_delivery": part.next_delivery,
    }


def _box(state: Homes, box: Box) -> dict[str, Any]:
    known = state.firmware.get(box.model, Firmware(latest="", faulty={}))
    fault = known.faulty[box.firmware] if faulty(state, box) else "none known"
    answers = reachable(state, box)
    return {
        "answers": answers,
        "reaction": ("slow" if box.condition == "sluggish" else "normal") if answers else "unknown",
        "firmware": box.firmware,
        "firmware_fault": fault,
        "latest_firmware": known.latest,
        "set_up_for": box.profile,
    }
