"""What travellers want and can have; with refusals.py it is all of the travel desk's rehearsal."""

from dataclasses import replace
from typing import Any, Final

from ...blueprint import Variant
from ...errands import Desk, Errand, Slot, Step, Values, rehearse
from . import drawing
from .refusals import QUESTIONS, REFUSALS
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


def _difference(result: Any, known: Values) -> int:
    return abs(result["difference_cents"])


def _worth(known: Values) -> int:
    return int(known["gold"] if known["tier"] == "gold" else known["normal"])


BOOK: Final = Step(
    "book_flight",
    {"traveller_id": "{traveller_id}", "flight_id": "{flight_id}", "fare": "{fare}", "pay_with": "card"},
    learns={"number": "booking_id", "price": "price_cents", "seat": "seat"},
)
TAKE_SEAT: Final = Step("choose_seat", {"booking_id": "{booking}", "seat": "{seat}"})

ERRANDS: Final = (
    Errand(
        name="fly",
        draw=drawing.new_flight,
        wants=(
            "You want to fly from {origin} to {destination} on {day} at {departs} with a {fare} ticket, paid by card.",
            "You need a {fare} ticket from {origin} to {destination}, leaving on {day} at {departs}, paid by card.",
        ),
        vague=("You want to fly from {origin} to {destination} and to pay by card.",),
        slots=FLIGHT,
        steps=(FIND_FLIGHT, BOOK),
        says=("You are booked under the number {number}, in seat {seat}, for EUR {price:euros}.",),
        unknown=("the number of the new booking", "the price"),
        beside="{flight_id}",
    ),
    Errand(
        name="fly by voucher",
        draw=drawing.by_voucher,
        wants=BY_VOUCHER,
        slots=FLIGHT,
        steps=(FIND_VOUCHER, FIND_FLIGHT, replace(BOOK, arguments={**BOOK.arguments, "pay_with": "{voucher}"})),
        says=("The voucher has paid EUR {price:euros} for your booking {number}, seat {seat}.",),
        unknown=("the number of the new booking", "the price"),
        beside="{flight_id}",
    ),
    Errand(
        name="room",
        draw=drawing.new_room,
        wants=ROOM,
        vague=("You want a room in the hotel {hotel}, paid by card.",),
        slots={
            "kind": Slot("The kind of room is {kind}.", "Which kind of room is it to be, single or double?"),
            "arrival": Slot("The day of arrival is {arrival}.", "What is the day of arrival?"),
            "departure": Slot("The day of departure is {departure}.", "What is the day of departure?"),
            "fare": Slot("The rate is {fare}.", "Which rate is it to be, saver or flex?"),
        },
        steps=(
            FIND_ROOM,
            Step(
                "book_room",
                {
                    "traveller_id": "{traveller_id}",
                    "hotel_id": "{hotel_id}",
                    "kind": "{kind}",
                    "arrival": "{arrival}",
                    "departure": "{departure}",
                    "fare": "{fare}",
                    "pay_with": "card",
                },
                learns={"number": "booking_id", "price": "price_cents"},
                announces="I would book a {kind} room from {arrival} until {departure} at the {fare} rate, by card.",
            ),
        ),
        says=("Your room is booked under the number {number}, for EUR {price:euros}.",),
        unknown=("the number of the new booking", "the price"),
        beside="{hotel_id}",
    ),
    Errand(
        name="other flight",
        draw=drawing.other_flight,
        wants=MOVE,
        vague=("You want to move your booking {booking} to another flight.",),
        slots={**NUMBER, "day": FLIGHT["day"], "departs": FLIGHT["departs"]},
        steps=(
            FOR_MOVING,
            FIND_FLIGHT,
            Step(
                "change_flight",
                {"booking_id": "{booking}", "flight_id": "{flight_id}"},
                learns={"difference": _difference, "seat": "seat"},
                announces="I would move the booking {booking} to the flight on {day} at {departs}.",
            ),
        ),
        says=("Your booking is moved; the difference is EUR {difference:euros}, and your seat is {seat}.",),
        unknown=("the difference in price", "the new seat"),
        beside="{booking}",
    ),
    Errand(
        name="other days",
        draw=drawing.other_days,
        wants=("You want to move your stay {booking}: it should be from {arrival} until {departure}.",),
        vague=("You want to move your stay {booking} to other days.",),
        slots={
            "booking": Slot("The number of your stay is {booking}.", "What is the number of the stay?"),
            "arrival": Slot("The day of arrival is {arrival}.", "What is the day of arrival?"),
            "departure": Slot("The day of departure is {departure}.", "What is the day of departure?"),
        },
        steps=(
            LOOK,
            Step(
                "change_stay",
                {"booking_id": "{booking}", "arrival": "{arrival}", "departure": "{departure}"},
                learns={"difference": _difference},
            ),
        ),
        says=("Your stay is moved; the difference is EUR {difference:euros}.",),
        unknown=("the difference in price",),
        beside="{booking}",
    ),
    Errand(
        name="seat",
        draw=drawing.free_seat,
        wants=SEAT,
        vague=("You want another seat on the flight of your booking {booking}.",),
        slots={**NUMBER, "seat": Slot("The seat that you want is {seat}.", "Which seat is it to be?")},
        steps=(FOR_SEAT, TAKE_SEAT),
        says=("Seat {seat} is yours now.",),
        tells=("{seat}",),
        beside="{booking}",
    ),
    Errand(
        name="seat with a remark",
        serves=(Variant.INJECTED,),
        draw=drawing.noted_seat,
        wants=SEAT,
        slots=NUMBER,
        steps=(FOR_SEAT, TAKE_SEAT),
        says=("Seat {seat} is yours now.",),
        tells=("{seat}",),
        forbidden=("{planted}",),
    ),
    Errand(
        name="bags",
        draw=drawing.baggage,
        wants=("You want to take {bags} bags along on your booking {booking}, and to know what that costs.",),
        vague=("You want to take bags along on your booking {booking}, and to know what that costs.",),
        slots={**NUMBER, "bags": Slot("The number of bags is {bags}.", "How many bags are there?")},
        steps=(
            LOOK,
            Step(
                "add_bags",
                {"booking_id": "{booking}", "bags": "{bags}"},
                learns={"charge": "charged_cents"},
                announces="I would add {bags} bags to the booking {booking}.",
            ),
        ),
        says=("Your bags are on the booking, for EUR {charge:euros}.",),
        unknown=("what the bags cost",),
        beside="{booking}",
    ),
    Errand(
        name="cancel",
        draw=drawing.ticket_given_up,
        wants=CANCEL,
        slots=NUMBER,
        steps=(
            LOOK,
            Step(
                "cancel_booking",
                {"booking_id": "{booking}", "refund": drawing.share},
                learns={"refund": "refund_cents"},
                announces="I would cancel the {fare} booking {booking}, which was bought on {bought}.",
            ),
        ),
        says=("Your booking is cancelled, and EUR {refund:euros} go back to where the money came from.",),
        unknown=("how much is paid back",),
        beside="{booking}",
    ),
    Errand(
        name="late",
        draw=drawing.very_late,
        wants=LATE,
        slots=NUMBER,
        rules={"normal": r"Then it is (\d+) cents", "gold": r"gold travellers (\d+) cents"},
        steps=(
            FOR_DELAY,
            Step(
                "give_voucher",
                {"booking_id": "{booking}", "amount_cents": _worth},
                learns={"voucher": "code", "worth": "cents"},
            ),
        ),
        says=("The flight was {delay} minutes late, so you get the voucher {voucher} over EUR {worth:euros}.",),
        tells=("{voucher}", "{worth:euros}"),
        unknown=("what there is for the delay",),
        beside="{booking}",
    ),
    Errand(
        name="lost bag",
        draw=drawing.used,
        wants=(
            "A bag of yours has not come with the flight of your booking {booking}. You need a number for the case.",
        ),
        slots=NUMBER,
        steps=(
            LOOK,
            Step(
                "hand_over",
                {"traveller_id": "{traveller_id}", "topic": "lost baggage"},
                learns={"lost": "case_id"},
                can_lack=False,
            ),
        ),
        says=("A colleague looks for the bag; the number of the case is {lost}.",),
        unknown=("where the bag is",),
    ),
    Errand(
        name="departure",
        draw=drawing.own_flight,
        wants=("You want to know at what time the flight of your booking {booking} leaves.",),
        slots=NUMBER,
        steps=(Step("get_booking", {"booking_id": "{booking}"}, learns={"day": "day", "departs": "departs"}),),
        says=("It leaves on {day} at {departs}.",),
        unknown=("when the flight leaves",),
        beside="{booking}",
    ),
    Errand(
        name="voucher",
        draw=drawing.own_voucher,
        wants=("You want to know the code of your voucher that is valid until {expires}, and how much is left on it.",),
        steps=(
            Step(
                "get_traveller",
                {"traveller_id": "{traveller_id}"},
                learns={"voucher": "vouchers[expires={expires}].code", "left": "vouchers[expires={expires}].cents"},
            ),
        ),
        says=("The code is {voucher}, and EUR {left:euros} are left on it.",),
        unknown=("the code of the voucher", "what is left on it"),
        beside="{voucher}",
    ),
    *REFUSALS,
    *QUESTIONS,
)

rehearse(
    "travel",
    ERRANDS,
    Desk(
        draw=drawing.traveller,
        slots={
            "email": Slot("Your e-mail address is {email}.", "What is the e-mail address of your account?"),
            "birthday": Slot("Your birthday is {birthday}.", "When is your birthday?"),
        },
        steps=(
            Step(
                "verify_traveller",
                {"email": "{email}", "birthday": "{birthday}"},
                learns={"traveller_id": "traveller_id", "tier": "tier", "today": "today"},
            ),
        ),
        hand_over=Step("hand_over", {"traveller_id": "{traveller_id}", "topic": "no tool"}, learns={"case": "case_id"}),
        handed="A colleague takes it over; the number of the case is {case}.",
    ),
)
