"""What people want to know of the time server; planner and assistant of rehearsals follow from it."""

import random
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

from ...blueprint import Variant
from ...errands import Errand, Slot, Step, Values, rehearse
from ...state import State

TODAY: Final = date(2026, 3, 10)
"""As the policy says: whether a place has summer time depends on the day."""

ZONES: Final = (
    *("Europe/Paris", "Europe/London", "Europe/Kyiv", "Africa/Nairobi", "Africa/Lagos", "Asia/Tokyo", "Asia/Kolkata"),
    *("Asia/Kathmandu", "Asia/Dubai", "Australia/Sydney", "America/New_York", "America/Denver", "America/Bogota"),
    *("America/Halifax", "Pacific/Auckland"),
)
ASKED: Final = frozenset({Variant.PLAIN, Variant.MISSING_PARAMETER, Variant.DISTRACTORS, Variant.SCRAMBLED})
"""What a question serves; where the tool is missing, there is nothing to find out before."""


def _converted(corner: State, rng: random.Random) -> Values:
    here, there = rng.sample(ZONES, 2)
    at = time(rng.randint(6, 22), rng.choice((0, 15, 30, 45)))
    moment = datetime.combine(TODAY, at, ZoneInfo(here))
    other = moment.astimezone(ZoneInfo(there))
    apart = other.replace(tzinfo=None) - moment.replace(tzinfo=None)
    hours = f"{apart.total_seconds() / 3600:+.2f}".removesuffix("0")
    return {"here": here, "there": there, "at": f"{at:%H:%M}", "difference": f"{hours}h", "then": f"{other:%H:%M}"}


def _zone(corner: State, rng: random.Random) -> Values:
    return {"zone": rng.choice(ZONES), "now": None}


def _clock(*path: str) -> Callable[[Any, Values], str]:
    """Return what reads hours and minutes of a moment in a result."""

    def read(result: Any, known: Values) -> str:
        for key in path:
            result = result[key]
        return datetime.fromisoformat(result).strftime("%H:%M")

    return read


ERRANDS: Final = (
    Errand(
        name="convert",
        draw=_converted,
        serves=tuple(ASKED),
        wants=(
            "You want to know what time it is in the zone {there} when it is {at} in {here}.",
            "You have an appointment at {at} in the zone {here} and want to know the hour of that in {there}.",
        ),
        vague=("You have an appointment at {at} and want to know the hour of that elsewhere.",),
        slots={
            "here": Slot("The zone of the appointment is {here}.", "Which is the zone of the appointment?"),
            "there": Slot("The other zone is {there}.", "Which is the other zone?"),
        },
        steps=(
            Step(
                "convert_time",
                {"source_timezone": "{here}", "time": "{at}", "target_timezone": "{there}"},
                learns={"then": _clock("target", "datetime"), "difference": "time_difference"},
            ),
        ),
        says=(
            "It is {then} there, a difference of {difference}.",
            "That is {then} in {there}: {difference} from here.",
        ),
        tells=("{difference}",),
        unknown=("how far the two zones are apart",),
        beside="{here} {at}",
    ),
    Errand(
        name="now",
        draw=_zone,
        serves=tuple(ASKED),
        wants=("You want to know what time it is now in the zone {zone}.",),
        vague=("You want to know what time it is now elsewhere.",),
        slots={"zone": Slot("The zone is called {zone}.", "How is the zone called?")},
        steps=(Step("get_current_time", {"timezone": "{zone}"}, learns={"now": _clock("datetime")}),),
        says=("It is {now} there.", "There it is {now} now."),
        tells=(),
        beside="{zone}",
    ),
    Errand(
        name="alarm",
        draw=_zone,
        serves=(Variant.AGAINST_POLICY,),
        wants=("You want an alarm to be set, to be called when people get up in {zone}.",),
        rules={"rule": r"you set no (alarms)"},
        says=("I do not set {rule}.",),
    ),
    Errand(
        name="own zone",
        serves=(Variant.NOTHING_TO_CALL,),
        wants=(
            "You want to know which zone you are taken to be in.",
            "You want to know for which zone your answers are if you name none.",
        ),
        rules={"rule": r"own time zone is (\S+)"},
        says=("Unless you name another, it is {rule}.",),
    ),
    Errand(
        name="day",
        serves=(Variant.NOTHING_TO_CALL,),
        wants=("You want to know which day it is.", "You want to know the date of today."),
        rules={"rule": r"Today is (\d{4}-\d\d-\d\d)"},
        says=("It is {rule}.",),
    ),
)

rehearse("mcp-time", ERRANDS)
