"""What cures routers, TV boxes and extenders, by cause."""

from collections.abc import Callable
from typing import Final

from ...blueprint import PlannedCall
from .case import Case, Cure, called, desk, hand
from .records import parcel_id_for, shifted, ticket_id_for
from .repairs import TRANSIT_DAYS
from .state import Box


def box_cures(case: Case) -> list[Cure]:
    """Return a cure for each box that has a fault of its own."""
    return [cure for serial, box in case.boxes() if (cure := _cure(case, serial, box)) is not None]


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


def _cure(case: Case, serial: str, box: Box) -> Cure | None:
    fault = fault_of(case, box)
    if fault is None:
        return None
    made = _MAKERS[fault](case, serial, box)
    wants = case.say(f"{fault} router" if (fault, box.kind) == ("profile", "router") else fault, it=called(box.kind))
    label = case.label(serial)
    return made._replace(
        trouble=fault,
        wants=wants,
        known=(label, *made.known),
        details=(label,),
        unknown=("what is wrong with it", *made.unknown),
        about=serial,
        after_base=box.kind != "router" and not made.alone,
    )


def _by_hand(case: Case, serial: str, box: Box, tool: str) -> Cure:
    diagnosis = desk("look_up_device", serial=serial)
    if box.kind == "router":
        diagnosis = desk("test_line", account_id=case.account_id)
    look = hand("look_at", serial=serial)
    return Cure("", "", (look, diagnosis, hand(tool, serial=serial), look))


def _loose(case: Case, serial: str, box: Box) -> Cure:
    return _by_hand(case, serial, box, "replug_cable")


def _frozen(case: Case, serial: str, box: Box) -> Cure:
    return _by_hand(case, serial, box, "restart")


def _hot(case: Case, serial: str, box: Box) -> Cure:
    handed = desk("hand_over", account_id=case.account_id, topic="safety")
    ticket = ticket_id_for(case.account_id, "safety")
    return Cure("", "", (hand("look_at", serial=serial), handed), tells=(ticket,), alone=True)


def _dead(case: Case, serial: str, box: Box) -> Cure:
    part_id = case.part(box.model, "power adapter")
    sent = desk("send_part", serial=serial, part_id=part_id)
    tells = (parcel_id_for(serial, part_id), shifted(case.corner.today, TRANSIT_DAYS))
    return Cure("", "", (hand("look_at", serial=serial), *_looked_up(case, serial, box), sent), tells=tells)


def _sluggish(case: Case, serial: str, box: Box) -> Cure:
    look = hand("look_at", serial=serial)
    return Cure("", "", (look, *_looked_up(case, serial, box), desk("reboot_device", serial=serial), look))


def _firmware(case: Case, serial: str, box: Box) -> Cure:
    look, latest = hand("look_at", serial=serial), case.corner.firmware[box.model].latest
    done = (desk("push_firmware", serial=serial, version=latest), desk("reboot_device", serial=serial))
    return Cure("", "", (look, *_looked_up(case, serial, box), *done, look), tells=(latest,))


def _profile(case: Case, serial: str, box: Box) -> Cure:
    look, known = hand("look_at", serial=serial), ()
    if box.kind == "router":
        phone, laptop = case.handsets()["phone"], case.handsets()["laptop"]
        tester = laptop[0] if phone[1].flight_mode else phone[0]
        look, known = hand("run_speed_test", serial=tester), (case.label(tester),)
    calls = (look, *_looked_up(case, serial, box), desk("reset_provisioning", serial=serial), look)
    return Cure("", "", calls, known=known)


def _looked_up(case: Case, serial: str, box: Box) -> tuple[PlannedCall, ...]:
    looked = desk("look_up_device", serial=serial)
    return (desk("test_line", account_id=case.account_id), looked) if box.kind == "router" else (looked,)


_MAKERS: Final[dict[str, Callable[[Case, str, Box], Cure]]] = {
    "loose": _loose,
    "frozen": _frozen,
    "hot": _hot,
    "dead": _dead,
    "sluggish": _sluggish,
    "firmware": _firmware,
    "profile": _profile,
}
