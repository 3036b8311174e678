"""What puts right accounts, lines, handsets and air purifiers, and other wishes that can be met."""

from collections.abc import Callable
from typing import Final

from ...blueprint import PlannedCall
from .case import Case, Cure, desk, hand
from .records import days_between, euros, parcel_id_for, shifted, ticket_id_for
from .repairs import TRANSIT_DAYS

CREDIT_DAYS: Final = 2
"""How long an outage lasts at least before there is credit for it (policy.md)."""


def suspended(case: Case) -> Cure | None:
    """Pay what is owed."""
    account = case.account
    if not account.suspended:
        return None
    paid = desk("take_payment", account_id=case.account_id, amount_cents=account.owed_cents)
    router = case.router()
    return Cure(
        "suspended",
        case.say("suspended", card=account.card),
        (desk("test_line", account_id=case.account_id), paid, hand("look_at", serial=router)),
        known=(case.label(router),),
        unknown=("how much you owe",),
        tells=(euros(account.owed_cents),),
    )


def outage(case: Case) -> Cure | None:
    """Say when an outage ends, and give credit for it where there is any."""
    if case.outage is None:
        return None
    known, tested = case.corner.outages[case.outage], desk("test_line", account_id=case.account_id)
    cure = Cure("outage", case.say("outage"), (tested,), unknown=("why it is so",), tells=(known.expected_end,))
    cents = credit_cents(case)
    if not cents:
        return cure
    given = desk("give_credit", account_id=case.account_id, outage_id=case.outage, amount_cents=cents)
    return cure._replace(wants=case.say("outage_credit"), calls=(tested, given), tells=(*cure.tells, euros(cents)))


def credit_cents(case: Case) -> int:
    """Return what the policy credits for the outage at the house."""
    if case.outage is None:
        return 0
    days = days_between(case.corner.outages[case.outage].since, case.corner.today)
    return case.corner.plans[case.account.plan].monthly_cents // 30 * days if days >= CREDIT_DAYS else 0


def noisy(case: Case) -> Cure | None:
    """Have a technician come for the line."""
    if case.account.line != "noisy" or case.outage is not None or case.visit() is not None:
        return None
    return _visit(case, "noisy", desk("test_line", account_id=case.account_id))


def moved_visit(case: Case) -> Cure | None:
    """Move a visit to another day."""
    return _visit(case, "moved_visit") if case.visit() is not None else None


def flight(case: Case) -> Cure | None:
    """Turn flight mode off."""
    serial, phone = case.handsets()["phone"]
    if not phone.flight_mode:
        return None
    off, test = hand("set_flight_mode", serial=serial, on=False), hand("run_speed_test", serial=serial)
    tested = desk("test_line", account_id=case.account_id)
    return _thing(case, "flight", serial, hand("look_at", serial=serial), tested, off, test)


def band(case: Case) -> Cure | None:
    """Join the faster band."""
    serial, laptop = case.handsets()["laptop"]
    if laptop.band == "5 GHz":
        return None
    test, tested = hand("run_speed_test", serial=serial), desk("test_line", account_id=case.account_id)
    return _thing(case, "band", serial, test, tested, hand("join_band", serial=serial, band="5 GHz"), test)


def purifier(case: Case) -> Cure | None:
    """Change a filter, send one, or only reset the counter."""
    for serial, each in case.purifiers():
        look, looked = hand("look_at", serial=serial), desk("look_up_device", serial=serial)
        pressed = (hand("press_reset", serial=serial), look)
        if each.filter_worn and each.spare_filters:
            return _thing(case, "spare", serial, look, looked, hand("change_filter", serial=serial), *pressed)
        if each.filter_worn:
            part_id = case.part(each.model, "filter")
            sent = desk("send_part", serial=serial, part_id=part_id)
            price = euros(case.corner.parts[part_id].price_cents)
            tells = (parcel_id_for(serial, part_id), price, shifted(case.corner.today, TRANSIT_DAYS))
            cure = _thing(case, "no_spare", serial, look, looked, sent)
            return cure._replace(tells=tells, after_base=case.account.suspended)
        if each.counter_due:
            return _thing(case, "counter", serial, look, looked, *pressed)
    return None


def contract(case: Case) -> Cure:
    """Hand a matter of contract over."""
    handed = desk("hand_over", account_id=case.account_id, topic="contract")
    return Cure("contract", case.say("contract"), (handed,), tells=(ticket_id_for(case.account_id, "contract"),))


def bill(case: Case) -> Cure | None:
    """Say what is owed."""
    owed = case.account.owed_cents
    if owed <= 0 or case.account.suspended:
        return None
    return Cure("bill", case.say("bill"), (), tells=(euros(owed),))


def warranty(case: Case) -> Cure:
    """Say until when a warranty runs."""
    serial = case.router()
    until = case.corner.devices[serial].warranty_until
    looked, label = desk("look_up_device", serial=serial), case.label(serial)
    return Cure(
        "warranty",
        case.say("warranty", it="router"),
        (looked,),
        (label,),
        tells=(until,),
        details=(label,),
        about=serial,
    )


OTHERS: Final[tuple[Callable[[Case], Cure | None], ...]] = (
    moved_visit,
    flight,
    band,
    purifier,
    contract,
    bill,
    warranty,
)
"""Wishes that do not come from the line or a box."""


def _visit(case: Case, trouble: str, *before: PlannedCall) -> Cure | None:
    for slot_id, slot in case.free_slots():
        found = desk("find_visits", account_id=case.account_id)
        booked = desk("book_technician", account_id=case.account_id, slot_id=slot_id)
        return Cure(
            trouble,
            case.say(trouble, day=slot.day, hours=slot.hours),
            (*before, found, booked),
            unknown=("when a technician is free",),
            tells=(slot.day, slot.hours),
            vague=case.say(f"{trouble}_vague"),
            details=(f"You can be at home on {slot.day} from {slot.hours}, and at no other time.",),
        )
    return None


def _thing(case: Case, trouble: str, serial: str, *calls: PlannedCall) -> Cure:
    label = case.label(serial)
    unknown = ("what is wrong with it",)
    return Cure(trouble, case.say(trouble), calls, (label,), unknown, details=(label,), about=serial)
