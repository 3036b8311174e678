"""The user's own hands and eyes in the house."""

from typing import Any, Literal

from ...local_world import Refused
from ...world import Effect
from .records import device_of
from .repairs import start
from .state import Box, Device, Handset, Homes, Purifier
from .symptoms import look_of_box, look_of_handset, look_of_purifier, measured_mbps
from .world import DEVICE


@DEVICE.tool(Effect.READ, "user")
def look_at(state: Homes, serial: str) -> str:
    """Look at a device in your house: its lights, its screen, its cables.

    Args:
        serial: the serial number on its label.
    """
    return _look(state, device_of(state, serial))


@DEVICE.tool(Effect.READ, "user")
def run_speed_test(state: Homes, serial: str) -> dict[str, Any]:
    """Run a speed test on your phone, laptop or tablet.

    Args:
        serial: the serial number on its label.
    """
    handset = _handset(state, serial)
    speed = measured_mbps(state, handset)
    return {"mbit_per_second": speed, "said": "no connection" if speed == 0 else f"connected on {handset.band}"}


@DEVICE.tool(Effect.WRITE, "user")
def replug_cable(state: Homes, serial: str) -> str:
    """Pull the network cable of a router, TV box or extender out and push it in until it clicks.

    Args:
        serial: the serial number on its label.
    """
    box = _box(state, serial)
    box.cable_seated = True
    return "The cable has clicked in."


@DEVICE.tool(Effect.WRITE, "user")
def restart(state: Homes, serial: str) -> str:
    """Pull the power plug of a router, TV box or extender, wait ten seconds and plug it in again.

    Args:
        serial: the serial number on its label.
    """
    box = _box(state, serial)
    start(box)
    return "It stays dark." if box.adapter == "dead" else "It has started again."


@DEVICE.tool(Effect.WRITE, "user")
def press_reset(state: Homes, serial: str) -> str:
    """Hold the reset button for three seconds. Routers, TV boxes and extenders lose all their settings.

    Args:
        serial: the serial number on its label.
    """
    device = device_of(state, serial)
    if isinstance(device, Purifier):
        device.counter_due = device.filter_worn
        return "The red light comes back." if device.filter_worn else "It beeps; the filter light is green."
    box = _box(state, serial)
    if box.adapter == "dead":
        return "Nothing happens."
    start(box)
    box.profile = None
    return "All lights go out and come back."


@DEVICE.tool(Effect.WRITE, "user")
def set_flight_mode(state: Homes, serial: str, on: bool) -> str:
    """Turn flight mode on a phone, laptop or tablet on or off.

    Args:
        serial: the serial number on its label.
        on: true to turn it on.
    """
    handset = _handset(state, serial)
    handset.flight_mode = on
    return look_of_handset(handset)


@DEVICE.tool(Effect.WRITE, "user")
def join_band(state: Homes, serial: str, band: Literal["2.4 GHz", "5 GHz"]) -> str:
    """Join the Wi-Fi of one band with a phone, laptop or tablet.

    Args:
        serial: the serial number on its label.
        band: the band to join.
    """
    handset = _handset(state, serial)
    if handset.flight_mode:
        raise Refused("no Wi-Fi is listed while flight mode is on; turn it off first")
    handset.band = band
    return look_of_handset(handset)


@DEVICE.tool(Effect.WRITE, "user")
def change_filter(state: Homes, serial: str) -> str:
    """Put a spare filter into an air purifier.

    Args:
        serial: the serial number on its label.
    """
    purifier = device_of(state, serial)
    if not isinstance(purifier, Purifier):
        raise Refused(f"a {purifier.kind} has no filter")
    if not purifier.filter_worn:
        raise Refused("the filter in it is clean; the spare one is better kept")
    if purifier.spare_filters < 1:
        raise Refused("there is no spare filter in the house; ask the desk for one")
    purifier.spare_filters -= 1
    purifier.filter_worn = False
    return "The new filter is in; air comes out freely."


def _look(state: Homes, device: Device) -> str:
    if isinstance(device, Box):
        return look_of_box(state, device)
    return look_of_handset(device) if isinstance(device, Handset) else look_of_purifier(device)


def _box(state: Homes, serial: str) -> Box:
    device = device_of(state, serial)
    if not isinstance(device, Box):
        raise Refused(f"a {device.kind} has nothing of that kind; it is for routers, TV boxes and extenders")
    return device


def _handset(state: Homes, serial: str) -> Handset:
    device = device_of(state, serial)
    if not isinstance(device, Handset):
        raise Refused(f"a {device.kind} cannot do that; a phone, laptop or tablet can")
    return device
