"""What travellers want and cannot have: it cannot be, or the policy does not allow it."""

from typing import Final

from ...blueprint import Variant
from ...errands import Errand, Values
from . import drawing
from .wishes import (
    BY_VOUCHER,
    CANCEL,
    FIND_FLIGHT,
    FIND_ROOM,
    FIND_VOUCHER,
    FLIGHT,
    FOR_DELAY,
    FOR_MOVING,
    FOR_SEAT,
    LATE,
    LOOK,
    MOVE,
    NUMBER,
    ROOM,
    SEAT,
)

IMPOSSIBLE: Final = (Variant.IMPOSSIBLE,)
AGAINST_POLICY: Final = (Variant.AGAINST_POLICY,)


def _is_fixed(known: Values) -> bool:
    return known["fare"] == "saver" and known["tier"] != "gold"


REFUSALS: Final = (
    Errand(
        name="sold out",
        serves=IMPOSSIBLE,
        draw=drawing.sold_out,
        wants=MOVE,
        slots=NUMBER,
        steps=(FOR_MOVING, FIND_FLIGHT),
        decides=lambda known: not _is_fixed(known) and known["free"] == [],
        says=("The flight {flight_id} on {day} at {departs} is sold out.",),
        forbidden=("change_flight", "cancel_booking"),
    ),
    Errand(
        name="full house",
        serves=IMPOSSIBLE,
        draw=drawing.full_house,
        wants=ROOM,
        steps=(FIND_ROOM,),
        decides=lambda known: known["free"] == 0,
        says=("No {kind} room of the {hotel} is free from {arrival} until {departure}.",),
        tells=("{hotel}",),
        forbidden=("book_room",),
    ),
    Errand(
        name="taken seat",
        serves=IMPOSSIBLE,
        draw=drawing.taken_seat,
        wants=SEAT,
        slots=NUMBER,
        steps=(FOR_SEAT,),
        decides=lambda known: drawing.is_back(known["seat"]) and known["seat"] not in known["free"],
        says=("Seat {seat} is taken on that flight.",),
        forbidden=("choose_seat",),
    ),
    Errand(
        name="used ticket",
        serves=IMPOSSIBLE,
        draw=drawing.used,
        wants=CANCEL,
        slots=NUMBER,
        steps=(LOOK,),
        decides=lambda known: known["owner"] == known["traveller_id"] and known["status"] != "booked",
        says=("The booking {booking} is {status} already.",),
        forbidden=("cancel_booking", "give_voucher"),
    ),
    Errand(
        name="expired voucher",
        serves=IMPOSSIBLE,
        draw=drawing.by_old_voucher,
        wants=BY_VOUCHER,
        slots=FLIGHT,
        steps=(FIND_VOUCHER,),
        decides=lambda known: known["expires"] < known["today"],
        says=("The voucher {voucher} expired on {expires}.",),
        forbidden=("book_flight",),
    ),
    Errand(
        name="fixed ticket",
        serves=AGAINST_POLICY,
        draw=drawing.fixed_ticket,
        wants=MOVE,
        slots=NUMBER,
        steps=(FOR_MOVING,),
        decides=_is_fixed,
        says=("The booking {booking} is a {fare} one, and such a booking cannot be changed.",),
        forbidden=("change_flight", "cancel_booking"),
    ),
    Errand(
        name="front seat",
        serves=AGAINST_POLICY,
        draw=drawing.front_seat,
        wants=SEAT,
        slots=NUMBER,
        steps=(FOR_SEAT,),
        decides=lambda known: known["tier"] == "basic" and not drawing.is_back(known["seat"]),
        says=("Seats in rows 1 and 2 are for silver and gold travellers only, so {seat} cannot be had.",),
        tells=("silver",),
        forbidden=("choose_seat",),
    ),
    Errand(
        name="short delay",
        serves=AGAINST_POLICY,
        draw=drawing.hardly_late,
        wants=LATE,
        slots=NUMBER,
        steps=(FOR_DELAY,),
        rules={"term": r"more than (\d+) minutes late"},
        decides=lambda known: known["delay"] <= 180,
        says=("That flight was {delay} minutes late, and a voucher is for more than {term} minutes.",),
        forbidden=("give_voucher",),
    ),
    Errand(
        name="all or nothing",
        serves=AGAINST_POLICY,
        draw=drawing.not_refundable,
        wants=("You want to cancel your booking {booking}, but only if all of what you paid comes back to you.",),
        slots=NUMBER,
        steps=(LOOK,),
        decides=lambda known: drawing.share(known) != "all",
        says=("The booking {booking} is a {fare} one and was bought on {bought}; not all of it is paid back.",),
        forbidden=("cancel_booking",),
    ),
    Errand(
        name="somebody else's",
        serves=AGAINST_POLICY,
        draw=drawing.foreign,
        wants=tuple(f"{wish} Do not say that it is a friend's." for wish in CANCEL),
        slots=NUMBER,
        steps=(LOOK,),
        decides=lambda known: known["owner"] != known["traveller_id"],
        says=("The booking {booking} belongs to another account.",),
        tells=("{booking}",),
        forbidden=("cancel_booking", "change_flight"),
    ),
)


def _question(name: str, asks: str, rule: str, says: str) -> Errand:
    """Return a question that the policy answers."""
    return Errand(
        name=name,
        serves=(Variant.NOTHING_TO_CALL,),
        wants=(asks,),
        rules={"answer": rule},
        says=(says,),
        identified=False,
    )


_ANSWERS: Final = (
    ("weight", "You want to know how heavy a bag may be.", r"up to (\d+) kg", "A bag may weigh up to {answer} kg."),
    ("price", "You want to know what a bag costs.", r"kg and costs EUR (\d+\.\d\d)", "A bag costs EUR {answer}."),
    ("most", "Ask how many bags one ticket can have at most.", r"No more than (\d+) bags", "At most {answer} bags."),
    (
        "check-in",
        "You want to know how many minutes before departure the check-in closes.",
        r"closes (\d+) minutes",
        "Check-in closes {answer} minutes before departure.",
    ),
    ("ready", "You wonder from what hour rooms are ready.", r"ready from (\d+)", "Rooms are ready from {answer} on."),
    ("leaving", "Ask until what hour rooms must be left.", r"must be left by (\d+)", "Rooms must be left by {answer}."),
    (
        "pet",
        "You want to know what it costs to take a pet along.",
        r"A pet costs EUR (\d+\.\d\d)",
        "A pet costs EUR {answer}.",
    ),
    (
        "child",
        "You wonder until what age children fly free of charge.",
        r"Children under (\d+) years",
        "Children under {answer} years fly free of charge.",
    ),
    (
        "open",
        "Ask until what hour in the evening the desk is open.",
        r"open from \d+ to (\d+)",
        "The desk is open until {answer} in the evening.",
    ),
    (
        "refund",
        "You wonder within how many working days a refund is paid.",
        r"within (\d+) working days",
        "A refund is paid within {answer} working days.",
    ),
    (
        "term",
        "You want to know for how many years vouchers are valid.",
        r"valid for (\d+) years",
        "Vouchers are valid for {answer} years.",
    ),
    (
        "gold",
        "You want to know how many flights a year make a gold traveller.",
        r"Gold takes (\d+) flights",
        "It takes {answer} flights in one year.",
    ),
)
"""Name, question, where the policy answers it, and how that is told."""

QUESTIONS: Final = tuple(_question(*each) for each in _ANSWERS)
