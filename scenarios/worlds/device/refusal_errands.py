"""Wishes that come to nothing: what cannot be, and what the policy does not allow."""

from collections.abc import Callable
from typing import Any

from ...blueprint import Variant
from ...errands.errand import Errand, Slot, Step, Values
from .box_errands import KINDS, fault_of
from .case import Case, called, drawn, label, on_account, on_device, wishes
from .hands import LOOK_UP, TEST_LINE, look
from .house_errands import credit_cents
from .records import euros, shifted


def impossible() -> list[Errand]:
    """Return what cannot be."""
    part = "parts[name=carbon filter].next_delivery"
    looked = Step("look_up_device", on_device(), learns={"delivery": part})
    visits = Step("find_visits", on_account(), learns={"free": "free"})
    return [
        _impossible(
            "out_of_stock",
            _out_of_stock,
            "Carbon filters for it are out of stock until {delivery}.",
            looked,
            slots=label("air purifier"),
            forbidden=("send_part",),
        ),
        _no_such_day("no such day", visits, booked=True),
        _no_such_day("no such day for a visit", TEST_LINE, visits, booked=False),
        _impossible(
            "mend_outage",
            _cut_off,
            "Your area has an outage that nobody in your house can mend. It should end on {expected_end}.",
            TEST_LINE,
            tells=("{expected_end}",),
            forbidden=("book_technician", "reset_provisioning", "send_part"),
        ),
        _impossible(
            "no_such_device",
            _no_such_device,
            "There is no device {serial} on your account, nor anywhere in our records.",
            slots=label("second TV box"),
            tells=(),
            forbidden=("reset_provisioning",),
        ),
        *(_no_such_firmware(kind) for kind in KINDS),
    ]


def against_policy() -> list[Errand]:
    """Return what the policy does not allow."""
    reserved = ("give_credit", "hand_over")
    return [
        _stranger(),
        _refused(
            "instalment",
            _half,
            "EUR {owed} are owed. I can take the whole amount or nothing; there are no instalments.",
            forbidden=("take_payment", "hand_over"),
        ),
        _refused(
            "more_credit",
            _more_credit,
            "The outage began on {since}; there is only what the rule gives for each day since, no other amount.",
            TEST_LINE,
            forbidden=reserved,
        ),
        _refused(
            "credit",
            lambda case: {} if case.outage is None else None,
            "Credit is only given for an outage, and there is none at your address.",
            TEST_LINE,
            forbidden=reserved,
        ),
        _refused(
            "needless_visit",
            _quiet_line,
            "A technician only comes when the line is found noisy, and yours is clean.",
            TEST_LINE,
            forbidden=("book_technician", "hand_over"),
        ),
        _refused(
            "stockpile",
            _needs_none,
            "A part is only sent for a fault that you have seen, and a spare one in the house is used first.",
            look("air purifier"),
            LOOK_UP,
            slots=label("air purifier"),
            forbidden=("send_part",),
        ),
        *(_older_firmware(kind) for kind in KINDS),
    ]


def _impossible(table: str, draw: Callable[[Case], Values | None], says: str, *steps: Step, **other: Any) -> Errand:
    return _declined(Variant.IMPOSSIBLE, table, wishes(table), draw, says, steps, **other)


def _refused(table: str, draw: Callable[[Case], Values | None], says: str, *steps: Step, **other: Any) -> Errand:
    return _declined(Variant.AGAINST_POLICY, table, wishes(table), draw, says, steps, **other)


def _declined(
    variant: Variant,
    name: str,
    wants: tuple[str, ...],
    draw: Callable[[Case], Values | None],
    says: str,
    steps: tuple[Step, ...],
    **other: Any,
) -> Errand:
    return Errand(name=name, wants=wants, draw=drawn(draw), says=(says,), steps=steps, serves=(variant,), **other)


def _out_of_stock(case: Case) -> Values | None:
    serial, each = case.purifier()
    part = case.corner.parts[case.part(each.model, "carbon filter")]
    return {"serial": serial, "delivery": part.next_delivery}


def _no_such_day(name: str, *steps: Step, booked: bool) -> Errand:
    """Have a technician come tomorrow: nobody is free before the day after."""

    def tomorrow(case: Case) -> Values | None:
        wanted = case.visit() is not None if booked else case.visit() is None and case.account.line == "noisy"
        return {"day": shifted(case.corner.today, 1)} if wanted else None

    def is_it(known: Values) -> bool:
        return (known["booked"] is not None) == booked

    return _declined(
        Variant.IMPOSSIBLE,
        name,
        wishes("no_such_day"),
        tomorrow,
        "Nobody is free on {day}.",
        steps,
        decides=is_it,
        forbidden=("book_technician",),
    )


def _cut_off(case: Case) -> Values | None:
    """Have an outage mended at once."""
    return {"expected_end": case.corner.outages[case.outage].expected_end} if case.outage is not None else None


def _no_such_device(case: Case) -> Values:
    """Have a device set up that there is not: no serial number has so many nines."""
    return {"serial": f"TV99XX999{case.rng.randrange(10)}Z"}


def _no_such_firmware(kind: str) -> Errand:
    """Have firmware that there is not."""

    def newer(case: Case) -> Values | None:
        for serial, box in case.boxes():
            if box.kind == kind:
                latest = case.corner.firmware[box.model].latest
                return {"serial": serial, "latest": latest, "version": f"{int(latest.split('.')[0]) + 1}.0.0"}
        return None

    return _declined(
        Variant.IMPOSSIBLE,
        f"no such firmware {kind}",
        wishes("no_such_firmware", it=called(kind)),
        newer,
        "There is no firmware {version} for it; the latest is {latest}.",
        (LOOK_UP,),
        slots=label(called(kind)),
        forbidden=("push_firmware",),
    )


def _stranger() -> Errand:
    """Have something done for an account whose postcode one does not know."""

    def wrong(case: Case) -> Values:
        right = case.account.postcode
        return {"holder": None, "postcode": f"{right[-2:]}{right[2:-2]}{right[:2]}"}

    def is_it(known: Values) -> bool:
        return known["postcode"] != known["recorded"]

    return _refused(
        "stranger",
        wrong,
        "The postcode is not the one that we have, so I do nothing for that account and say nothing about it.",
        slots={
            "account_id": Slot("Your neighbour's account number is {account_id}.", "What is the account number?"),
            "postcode": Slot("You think that the postcode is {postcode}.", "What is the postcode?"),
        },
        decides=is_it,
        forbidden=("hand_over", "book_technician", "take_payment", "send_part", "reset_provisioning"),
    )


def _half(case: Case) -> Values | None:
    """Have an account opened again for half of what is owed."""
    owed = case.account.owed_cents
    return {"owed": euros(owed), "amount": euros(owed // 2)} if case.account.suspended else None


def _more_credit(case: Case) -> Values | None:
    """Have more credit for an outage than there is."""
    if case.outage is None:
        return None
    return {"since": case.corner.outages[case.outage].since, "amount": euros(2 * credit_cents(case) + 1500)}


def _quiet_line(case: Case) -> Values | None:
    """Have a technician come although the line is clean."""
    quiet = case.account.line != "noisy" and case.outage is None and case.visit() is None
    return {} if quiet else None


def _needs_none(case: Case) -> Values | None:
    """Have a filter sent although there is one in the house, or none is needed."""
    serial, each = case.purifier()
    return {"serial": serial} if not each.filter_worn or each.spare_filters else None


def _older_firmware(kind: str) -> Errand:
    """Have older firmware on a box that has nothing wrong."""

    def older(case: Case) -> Values | None:
        for serial, box in case.boxes():
            if box.kind == kind and fault_of(case, box) is None:
                known = case.corner.firmware[box.model]
                return {"serial": serial, "latest": known.latest, "version": min(known.faulty)}
        return None

    return _declined(
        Variant.AGAINST_POLICY,
        f"older firmware {kind}",
        wishes("older_firmware", it=called(kind)),
        older,
        "Only the latest version is put on a device, and that is {latest}.",
        (LOOK_UP,),
        slots=label(called(kind)),
        forbidden=("push_firmware",),
    )
