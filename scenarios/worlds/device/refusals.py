"""Wishes that come to nothing: what cannot be, and what the policy does not allow."""

from collections.abc import Callable
from typing import Final

from .box_cures import fault_of
from .case import Case, Cure, called, desk, hand
from .house_cures import credit_cents
from .records import euros, shifted


def out_of_stock(case: Case) -> Cure | None:
    """Have a part sent that there is none of."""
    for serial, each in case.purifiers():
        part = case.corner.parts[case.part(each.model, "carbon filter")]
        looked = desk("look_up_device", serial=serial)
        known, tells = (case.label(serial),), (part.next_delivery,)
        return Cure(
            "out of stock", case.say("out_of_stock"), (looked,), known=known, tells=tells, forbidden=("send_part",)
        )
    return None


def no_such_day(case: Case) -> Cure | None:
    """Have a technician come tomorrow: nobody is free before the day after."""
    if case.account.line != "noisy" and case.visit() is None:
        return None
    day = shifted(case.corner.today, 1)
    found = desk("find_visits", account_id=case.account_id)
    wants = case.say("no_such_day", day=day)
    before = () if case.visit() else (desk("test_line", account_id=case.account_id),)
    return Cure("no such day", wants, (*before, found), forbidden=("book_technician",))


def mend_outage(case: Case) -> Cure | None:
    """Have an outage mended at once."""
    if case.outage is None:
        return None
    known, tested = case.corner.outages[case.outage], desk("test_line", account_id=case.account_id)
    forbidden = ("book_technician", "reset_provisioning", "send_part")
    return Cure("mend outage", case.say("mend_outage"), (tested,), tells=(known.expected_end,), forbidden=forbidden)


def no_such_device(case: Case) -> Cure:
    """Have a device set up that there is not: no serial number has so many nines."""
    serial = f"TV99XX999{case.rng.randrange(10)}Z"
    known = (f"The label of your second TV box says {serial}.",)
    return Cure("no such device", case.say("no_such_device"), (), known=known, forbidden=("reset_provisioning",))


def no_such_firmware(case: Case) -> Cure:
    """Have firmware that there is not."""
    serial, box = case.rng.choice(case.boxes())
    latest = case.corner.firmware[box.model].latest
    newer = f"{int(latest.split('.')[0]) + 1}.0.0"
    return Cure(
        "no such firmware",
        case.say("no_such_firmware", it=called(box.kind), version=newer),
        (desk("look_up_device", serial=serial),),
        known=(case.label(serial),),
        tells=(latest,),
        forbidden=("push_firmware",),
    )


def stranger(case: Case) -> Cure:
    """Have something done for an account whose postcode one does not know."""
    forbidden = ("hand_over", "book_technician", "take_payment", "send_part", "reset_provisioning")
    return Cure("stranger", case.say("stranger"), (), forbidden=forbidden)


def instalment(case: Case) -> Cure | None:
    """Have an account opened again for half of what is owed."""
    if not case.account.suspended:
        return None
    owed = case.account.owed_cents
    wants = case.say("instalment", amount=euros(owed // 2))
    return Cure("instalment", wants, (), tells=(euros(owed),), forbidden=("take_payment", "hand_over"))


def more_credit(case: Case) -> Cure | None:
    """Have more credit for an outage than there is."""
    if case.outage is None:
        return None
    tested = desk("test_line", account_id=case.account_id)
    wants = case.say("more_credit", amount=euros(2 * credit_cents(case) + 1500))
    since = case.corner.outages[case.outage].since
    return Cure("more credit", wants, (tested,), tells=(since,), forbidden=("give_credit", "hand_over"))


def credit_without_outage(case: Case) -> Cure | None:
    """Have credit for slowness."""
    if case.outage is not None:
        return None
    tested = desk("test_line", account_id=case.account_id)
    return Cure("credit", case.say("credit"), (tested,), forbidden=("give_credit", "hand_over"))


def needless_visit(case: Case) -> Cure | None:
    """Have a technician come although the line is clean."""
    if case.account.line == "noisy" or case.outage is not None or case.visit() is not None:
        return None
    tested = desk("test_line", account_id=case.account_id)
    return Cure("needless visit", case.say("needless_visit"), (tested,), forbidden=("book_technician", "hand_over"))


def stockpile(case: Case) -> Cure | None:
    """Have a filter sent although there is one in the house, or none is needed."""
    for serial, each in case.purifiers():
        if not each.filter_worn or each.spare_filters:
            looked = (hand("look_at", serial=serial), desk("look_up_device", serial=serial))
            return Cure(
                "stockpile", case.say("stockpile"), looked, known=(case.label(serial),), forbidden=("send_part",)
            )
    return None


def older_firmware(case: Case) -> Cure | None:
    """Have older firmware on a box that has nothing wrong."""
    for serial, box in case.boxes():
        if fault_of(case, box) is None:
            known = case.corner.firmware[box.model]
            wants = case.say("older_firmware", it=called(box.kind), version=min(known.faulty))
            looked, tells = (desk("look_up_device", serial=serial),), (known.latest,)
            return Cure(
                "older firmware",
                wants,
                looked,
                known=(case.label(serial),),
                tells=tells,
                forbidden=("push_firmware",),
            )
    return None


IMPOSSIBLE: Final[tuple[Callable[[Case], Cure | None], ...]] = (
    out_of_stock,
    no_such_day,
    mend_outage,
    no_such_device,
    no_such_firmware,
)
AGAINST_POLICY: Final[tuple[Callable[[Case], Cure | None], ...]] = (
    stranger,
    instalment,
    more_credit,
    credit_without_outage,
    needless_visit,
    stockpile,
    older_firmware,
)
