"""What cures routers, TV boxes and extenders, by kind and cause."""

from collections.abc import Callable
from typing import Any, Final

from ...errands.errand import Errand, Slot, Step, Values
from .case import Case, called, drawn, label, on_account, on_device, wishes
from .hands import LOOK_UP, TEST_LINE, look, look_again, replug, restart, speed_test, speed_test_again
from .records import euros, parcel_id_for, shifted, ticket_id_for
from .repairs import TRANSIT_DAYS, price_of
from .state import Box

KINDS: Final = ("router", "tv box", "extender")
FAULTS: Final = 3.0
"""How much oftener a task begins with something that is to be found out than with a mere wish."""

CUTS_OFF: Final = ("suspended", "outage", "outage credit", "loose router", "frozen router")
"""Errands that come before those about what hangs on the router: with their cause there, nothing behind it works."""

LAST_WORDS: Final = "Then your {it} is mended"


def fault_of(case: Case, box: Box) -> str | None:
    """Return the cause that is in a box itself."""
    plan = case.account.plan
    if box.adapter != "works":
        return box.adapter
    if box.condition != "well":
        return box.condition
    if not box.cable_seated:
        return "loose"
    if box.firmware in case.corner.firmware[box.model].faulty:
        return "firmware"
    return "profile" if box.profile is None or (box.kind == "router" and box.profile != plan) else None


def box_errands() -> list[Errand]:
    """Return an errand for every fault of every kind of box."""
    return [make(kind) for make in _MAKERS for kind in KINDS]


def _errand(fault: str, kind: str, steps: tuple[Step, ...], says: str, **other: Any) -> Errand:
    it = called(kind)
    table = "profile router" if (fault, kind) == ("profile", "router") else fault
    fields: dict[str, Any] = {
        "draw": drawn(lambda case: _box_with(case, kind, fault)),
        "slots": label(it),
        "unknown": ("what is wrong with it",),
        "beside": "{serial}",
        "after": () if kind == "router" else CUTS_OFF,
        "weight": FAULTS,
        **other,
    }
    return Errand(name=f"{fault} {kind}", wants=wishes(table, it=it), steps=steps, says=(says,), **fields)


def _box_with(case: Case, kind: str, fault: str) -> Values | None:
    """Return a box with this fault; behind a router that nothing in the talk will mend there is none."""
    router = fault_of(case, case.boxes()[0][1])
    if kind != "router" and fault != "hot" and router in ("dead", "hot"):
        return None
    found = [(serial, box) for serial, box in case.boxes() if box.kind == kind and fault_of(case, box) == fault]
    return {"serial": found[0][0], **_parts(case, *found[0])} if found else None


def _parts(case: Case, serial: str, box: Box) -> dict[str, Any]:
    """Return what the desk will find out and do about a box."""
    part_id = case.part(box.model, "power adapter")
    return {
        "latest": case.corner.firmware[box.model].latest,
        "part_id": part_id,
        "price": euros(price_of(case.corner.today, box, case.corner.parts[part_id])),
        "parcel": parcel_id_for(serial, part_id),
        "arrives": shifted(case.corner.today, TRANSIT_DAYS),
    }


def _diagnosis(kind: str) -> Step:
    return TEST_LINE if kind == "router" else LOOK_UP


def _looked_up(kind: str) -> tuple[Step, ...]:
    return (TEST_LINE, LOOK_UP) if kind == "router" else (LOOK_UP,)


def _loose(kind: str) -> Errand:
    it = called(kind)
    steps = (look(it), _diagnosis(kind), replug(it), look_again(it))
    return _errand("loose", kind, steps, f"Then that is mended: the network cable of your {it} had come loose.")


def _frozen(kind: str) -> Errand:
    it = called(kind)
    steps = (look(it), _diagnosis(kind), restart(it), look_again(it))
    return _errand("frozen", kind, steps, f"Then that is mended: your {it} had got stuck, and runs again.")


def _hot(kind: str) -> Errand:
    handed = Step("hand_over", on_account(topic="safety"), learns={"ticket": "ticket_id"})
    says = f"Leave the adapter of your {called(kind)} alone. A colleague calls you back; the ticket is {{ticket}}."
    return _errand(
        "hot", kind, (look(called(kind)), handed), says, draw=drawn(lambda case: _smelling(case, kind)), beside=""
    )


def _smelling(case: Case, kind: str) -> Values | None:
    found = _box_with(case, kind, "hot")
    return {**found, "ticket": ticket_id_for(case.account_id, "safety")} if found else None


def _dead(kind: str) -> Errand:
    it = called(kind)
    looked = Step(
        "look_up_device",
        on_device(),
        learns={"part_id": "parts[name=power adapter].@", "price": "parts[name=power adapter].price"},
    )
    sent = Step(
        "send_part",
        on_device(part_id="{part_id}"),
        learns={"parcel": "parcel_id", "arrives": "arrives"},
        announces=f"The power adapter of your {it} is dead. I would send you a new one; that costs EUR {{price}}.",
    )
    steps = (look(it), TEST_LINE, looked, sent) if kind == "router" else (look(it), looked, sent)
    says = f"A new adapter for your {it} is on its way as parcel {{parcel}}; it arrives on {{arrives}}."
    return _errand("dead", kind, steps, says)


def _sluggish(kind: str) -> Errand:
    it = called(kind)
    words = f"I would restart your {it} from here: that costs nothing and takes about 5 minutes."
    reboot = Step("reboot_device", on_device(), announces=words, can_lack=False)  # the user can restart it by hand
    steps = (look(it), *_looked_up(kind), reboot, look_again(it))
    return _errand("sluggish", kind, steps, f"Then that is mended: your {it} only had to be restarted.")


def _firmware(kind: str) -> Errand:
    it = called(kind)
    words = f"The firmware of your {it} is known to be faulty. I would put {{latest}} on it: that costs nothing"
    pushed = Step(
        "push_firmware", on_device(version="{latest}"), announces=f"{words}, and the restart takes about 5 minutes."
    )
    steps = (look(it), *_looked_up(kind), pushed, Step("reboot_device", on_device(), can_lack=False), look_again(it))
    return _errand("firmware", kind, steps, f"Then that is mended: your {it} runs firmware {{latest}} now.")


def _profile(kind: str) -> Errand:
    it = called(kind)
    words = (
        f"Your {it} is not set up for your plan. I would set it up from here, which costs nothing and takes no time."
    )
    setting_up = Step("reset_provisioning", on_device(), announces=words)
    says = f"Then that is mended: your {it} is set up for your plan."
    if kind != "router":
        return _errand("profile", kind, (look(it), LOOK_UP, setting_up, look_again(it)), says)
    fact = "You can measure with your {tester_kind}, whose label says {tester}."
    tester = Slot(fact, "With what can you measure the speed, and what does its label say?")
    first, then = speed_test("{tester_kind}", "tester"), speed_test_again("{tester_kind}", "tester")
    steps = (first, TEST_LINE, LOOK_UP, setting_up, then)
    slots = {**label(it), "tester_kind": tester, "tester": tester}
    return _errand("profile", kind, steps, says, slots=slots, draw=drawn(_slow))


def _slow(case: Case) -> Values | None:
    found, handsets = _box_with(case, "router", "profile"), case.handsets()
    kind = "laptop" if handsets["phone"][1].flight_mode else "phone"
    return {**found, "tester_kind": kind, "tester": handsets[kind][0]} if found else None


_MAKERS: Final[tuple[Callable[[str], Errand], ...]] = (_loose, _frozen, _hot, _dead, _sluggish, _firmware, _profile)
