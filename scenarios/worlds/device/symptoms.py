"""What can be seen, felt and measured, worked out from the causes in the state."""

from typing import Final

from .records import Household, outage_at, router_of
from .state import Account, Box, Firmware, Handset, Homes, Purifier

NEAR_MBPS: Final = 30
"""What the 2.4 GHz band carries at most."""


def runs(box: Box) -> bool:
    """Return whether a box has power, hangs on the network and reacts."""
    return box.adapter != "dead" and box.cable_seated and box.condition != "frozen"


def reachable(homes: Household, box: Box) -> bool:
    """Return whether the desk can reach a box: it runs, so does the router before it, and the area has a network."""
    router = box if box.kind == "router" else router_of(homes, box.account_id)
    if router is None or not runs(box) or not runs(router):
        return False
    return outage_at(homes, homes.accounts[box.account_id]) is None


def online(homes: Household, account: Account, router: Box) -> bool:
    """Return whether a house has internet."""
    return reachable(homes, router) and not account.suspended and router.profile is not None


def faulty(homes: Homes, box: Box) -> bool:
    """Return whether the firmware that a box runs is a bad one."""
    return box.firmware in homes.firmware.get(box.model, Firmware(latest="", faulty={})).faulty


def measured_mbps(homes: Homes, handset: Handset) -> int:
    """Return how fast a handset's connection is."""
    account, router = homes.accounts[handset.account_id], router_of(homes, handset.account_id)
    if handset.flight_mode or router is None or not online(homes, account, router):
        return 0
    speed = homes.plans[router.profile or account.plan].mbps
    if account.line == "noisy":
        speed //= 8
    if router.condition == "sluggish" or faulty(homes, router):
        speed //= 10
    return speed if handset.band == "5 GHz" else min(speed, NEAR_MBPS)


def look_of_box(homes: Homes, box: Box) -> str:
    """Return what the lights of a box, or the screen of a TV box, show."""
    return _body(box) or (_router(homes, box) if box.kind == "router" else _behind_router(homes, box))


def look_of_handset(handset: Handset) -> str:
    """Return what the screen of a handset shows."""
    if handset.flight_mode:
        return "An aeroplane at the top of the screen; no Wi-Fi symbol."
    return f"The Wi-Fi symbol is there; the details say {handset.band}."


def look_of_purifier(purifier: Purifier) -> str:
    """Return what an air purifier shows."""
    light = "The filter light is red" if purifier.counter_due else "The filter light is green"
    felt = "hardly any air comes out" if purifier.filter_worn else "air comes out freely"
    spares = f"spare filters in the cupboard: {purifier.spare_filters}"
    return f"{light}; {felt}; {spares}."


def _body(box: Box) -> str | None:
    """Return what can be seen of a box that does not run as it should, whatever the network does."""
    if box.adapter == "dead":
        return "All lights are off, although the adapter is plugged in and other things work at that socket."
    if box.adapter == "hot":
        return "The lights flicker. The adapter is too hot to hold and smells burnt."
    if box.condition == "frozen":
        return "All lights are lit and stand still; no button does anything."
    if not box.cable_seated:
        return "The power light is green, the link light is off, and the network cable is halfway out of its socket."
    return None


def _router(homes: Homes, box: Box) -> str:
    account = homes.accounts[box.account_id]
    if outage_at(homes, account):
        return "The power light is green, the internet light is red; all cables sit firmly."
    if account.suspended:
        return "The power light is green, the internet light is orange."
    if box.profile is None:
        return "The power light is green, the internet light blinks white."
    return _pace(homes, box, "The power light and the internet light are green")


def _behind_router(homes: Homes, box: Box) -> str:
    account, router = homes.accounts[box.account_id], router_of(homes, box.account_id)
    if router is None or not online(homes, account, router):
        return (
            "It says E10, no internet." if box.kind == "tv box" else "The power light is green, the mesh light is red."
        )
    if box.profile is None:
        return "It says E52, not set up." if box.kind == "tv box" else "The mesh light blinks white."
    return _pace(homes, box, "It shows pictures" if box.kind == "tv box" else "The power and mesh lights are green")


def _pace(homes: Homes, box: Box, well: str) -> str:
    if faulty(homes, box):
        return f"{well}, but every few minutes it drops out and comes back by itself."
    if box.condition == "sluggish":
        return f"{well}, but everything reacts after many seconds."
    account = homes.accounts[box.account_id]
    if box.kind == "router" and account.line == "noisy":
        return f"{well}, but the internet light flickers."
    return f"{well}."
