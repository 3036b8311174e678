"""Wishes of travellers, and the steps that begin them: what is refused is wished for in the same words."""

from typing import Any, Final

from ...errands import Slot, Step, Values

NUMBER: Final = {"booking": Slot("The number of your booking is {booking}.", "What is the number of the booking?")}

FLIGHT: Final = {
    "day": Slot("The day of the flight is {day}.", "On which day is the flight to be?"),
    "departs": Slot("The time of departure is {departs}.", "What is the time of departure?"),
    "fare": Slot("The fare is {fare}.", "Which fare is it to be, saver or flex?"),
}
BY_VOUCHER: Final = (
    "You want to fly from {origin} to {destination} on {day} at {departs} with a {fare} ticket, and to pay for it with "
    "your voucher {voucher}.",
)
ROOM: Final = (
    "You want a {kind} room in the hotel {hotel} from {arrival} until {departure} at the {fare} rate, paid by card.",
    "You need a {kind} room in the hotel {hotel}, for the nights from {arrival} until {departure}, at the {fare} rate "
    "and paid by card.",
)
MOVE: Final = (
    "You want to move your booking {booking} to the flight on {day} at {departs}.",
    "Something has come up, and your booking {booking} should be for the flight on {day} at {departs} instead.",
)
SEAT: Final = (
    "You want seat {seat} on the flight of your booking {booking}.",
    "You would like to sit elsewhere on the flight of your booking {booking}: it should be seat {seat}.",
)
CANCEL: Final = (
    "You want to cancel your booking {booking}, and to hear what you get back for it.",
    "Your plans have changed, and you want to cancel your booking {booking}. Ask what you get back for it.",
)
LATE: Final = (
    "The flight of your booking {booking} was late. You want whatever the desk gives for that, and to know its amount.",
)

LOOK: Final = Step(
    "get_booking",
    {"booking_id": "{booking}"},
    learns={"owner": "traveller_id", "fare": "fare", "status": "status", "bought": "bought"},
)
FIND_FLIGHT: Final = Step(
    "search_flights",
    {"origin": "{origin}", "destination": "{destination}", "day": "{day}"},
    learns={
        "flight_id": "flights[departs={departs}].flight_id",
        "free": "flights[departs={departs}].free_seats",
    },
)


def town_of(known: Values) -> str:
    """Return the town of a hotel: its name ends in it."""
    return str(known["hotel"]).split()[-1]


def free_kind(result: Any, known: Values) -> int | None:
    """Return how many rooms of the wanted kind are free in the wanted hotel."""
    found = next((each for each in result["hotels"] if each["hotel"] == known["hotel"]), None)
    return found["free_rooms"].get(known["kind"]) if found else None


FIND_ROOM: Final = Step(
    "search_rooms",
    {"town": town_of, "arrival": "{arrival}", "departure": "{departure}"},
    learns={"hotel_id": "hotels[hotel={hotel}].hotel_id", "free": free_kind},
)
FIND_VOUCHER: Final = Step(
    "get_traveller",
    {"traveller_id": "{traveller_id}"},
    learns={"expires": "vouchers[code={voucher}].expires", "left": "vouchers[code={voucher}].cents"},
)
"""What the account says of a voucher."""

FOR_MOVING: Final = Step(
    "get_booking",
    {"booking_id": "{booking}"},
    learns={"owner": "traveller_id", "fare": "fare", "origin": "origin", "destination": "destination"},
)
FOR_SEAT: Final = Step(
    "get_booking", {"booking_id": "{booking}"}, learns={"owner": "traveller_id", "free": "free_seats"}
)
FOR_DELAY: Final = Step(
    "get_booking", {"booking_id": "{booking}"}, learns={"owner": "traveller_id", "delay": "delay_minutes"}
)
