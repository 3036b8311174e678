"""What users of the calculator want; planner and assistant of rehearsals follow from it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from ...blueprint import Variant
from ...errands import Errand, Slot, Step, Values, rehearse
from . import drawing
from .questions import QUESTIONS


def _listed(known: Values) -> str:
    """Return the name, once it is known which names there are."""
    return known["name"] if known["names"] else ""


NAMES: Final = Step("list_memory", {}, learns={"names": "names"}, can_lack=False)
RECALL: Final = Step("recall_figure", {"name": "{name}"}, learns={"value": "value", "unit": "unit"})
FOUND: Final = replace(RECALL, arguments={"name": _listed})
NAME: Final = Slot('It is stored as "{name}".', "Under which name is it stored?")


def _places(known: Values) -> int:
    return drawing.PLACES[known["places"]]


def _round(value: str, places: Callable[[Values], int] | int = 2) -> Step:
    return Step("round_number", {"value": value, "places": places}, learns={"result": "result"})


def _convert(unit: str) -> Step:
    given = {"value": "{value}", "from_unit": unit, "to_unit": "{wanted}"}
    return Step("convert_unit", given, learns={"converted": "result"})


CONVERSION: Final = (
    'You want your "{name}" in the unit {wanted}, rounded to {places} places.',
    'You need to know how much your "{name}" is in the unit {wanted}, and {places} places will do.',
    'There is your "{name}", which somebody asks for in the unit {wanted}. It should be rounded to {places} places.',
)
NOTE: Final = (
    'You want the figure {value} {unit} stored as "{name}".',
    'You have measured {value} {unit} and want that kept as "{name}".',
)

ERRANDS: Final = (
    Errand(
        name="convert",
        draw=drawing.conversion,
        wants=CONVERSION,
        vague=("You want a figure of yours in another unit.",),
        slots={
            "name": NAME,
            "wanted": Slot("The unit that you want is {wanted}.", "Which unit do you want?"),
            "places": Slot("It should be rounded to {places} places.", "To how many places should it be rounded?"),
        },
        steps=(NAMES, FOUND, _convert("{unit}"), _round("{converted}", _places)),
        says=("Your figure in the unit {wanted} is {result}.", "In the unit {wanted} that is {result}."),
        unknown=("the figure itself",),
        beside="{name}",
    ),
    Errand(
        name="cover",
        draw=drawing.covering,
        wants=(
            'You buy braid for your "{name}" at EUR {price} for each {wanted}. You want to know what that costs,'
            " rounded to cents.",
            'You want to put braid along your "{name}". It costs EUR {price} for each {wanted}. You want to know the'
            " sum for all of it, rounded to cents.",
        ),
        vague=('You buy braid for your "{name}" and want to know what that costs, rounded to cents.',),
        slots={
            "price": Slot("The price is EUR {price} for each of them.", "What is the price?"),
            "wanted": Slot("It is sold by the {wanted}.", "By which measure is it sold?"),
        },
        steps=(
            RECALL,
            _convert("m"),
            Step("multiply_numbers", {"factors": "{converted}, {price}"}, learns={"cost": "result"}),
            _round("{cost}"),
        ),
        says=("The braid costs EUR {result}.",),
        unknown=("how long it is",),
        beside="{name}",
    ),
    Errand(
        name="grow",
        draw=drawing.growth,
        wants=(
            "You put EUR {amount} aside at {rate} percent a year. You want to know what has become of it after {years}"
            " years, rounded to cents.",
            "You have EUR {amount} in savings that grow by {rate} percent a year. You want to know how much that will"
            " be in {years} years, rounded to cents.",
        ),
        vague=("You put EUR {amount} aside and want to know what becomes of it, rounded to cents.",),
        slots={
            "rate": Slot("The interest is {rate} percent a year.", "What is the interest in percent?"),
            "years": Slot("It stays there for {years} years.", "For how many years?"),
        },
        steps=(
            Step("divide_numbers", {"dividend": "{rate}", "divisor": "100"}, learns={"share": "result"}),
            Step("add_numbers", {"numbers_to_add": "1, {share}"}, learns={"factor": "result"}),
            Step("raise_to_power", {"base": "{factor}", "exponent": "{years}"}, learns={"grown": "result"}),
            Step("multiply_numbers", {"factors": "{amount}, {grown}"}, learns={"sum": "result"}),
            _round("{sum}"),
        ),
        says=("After {years} years it is EUR {result}.",),
        beside="{amount}",
    ),
    Errand(
        name="share",
        draw=drawing.bill,
        wants=(
            "A bill of EUR {amount} is shared by {people} people, with {tip} percent tip on top. You want to know the"
            " share of each, rounded to cents.",
            "You were out to dinner with friends, {people} people in all. The bill is EUR {amount}, and you want to"
            " give {tip} percent tip on that. You want to know what each has to pay, rounded to cents.",
        ),
        vague=(
            "A bill of EUR {amount} is to be shared, with a tip on top. You want to know the share of each, rounded to"
            " cents.",
        ),
        slots={
            "people": Slot("The number of people is {people}.", "How many people share it?"),
            "tip": Slot("The tip is {tip} percent.", "How much is the tip in percent?"),
        },
        steps=(
            Step("percent_of_number", {"percent": "{tip}", "value": "{amount}"}, learns={"extra": "result"}),
            Step("add_numbers", {"numbers_to_add": "{amount}, {extra}"}, learns={"total": "result"}),
            Step("divide_numbers", {"dividend": "{total}", "divisor": "{people}"}, learns={"share": "result"}),
            _round("{share}"),
        ),
        says=("With the tip it is EUR {total}, and each pays EUR {result}.",),
        beside="{amount}",
    ),
    Errand(
        name="stand out",
        draw=drawing.spread,
        wants=(
            "You have measured these: {numbers}. You want to know by how many percent the largest is above the mean,"
            " rounded to {places} places.",
            "You have counted these on different days: {numbers}. You want to know by how many percent the largest is"
            " above the mean, rounded to {places} places.",
        ),
        vague=("You have measured some things. You want to know by how many percent the largest is above the mean.",),
        slots={
            "numbers": Slot("The measurements are these: {numbers}.", "What are the measurements?"),
            "places": Slot("It should be rounded to {places} places.", "To how many places should it be rounded?"),
        },
        steps=(
            Step(
                "summarize_numbers",
                {"numbers_to_summarize": "{numbers}", "measure": "mean"},
                learns={"mean": "result"},
            ),
            Step(
                "summarize_numbers",
                {"numbers_to_summarize": "{numbers}", "measure": "largest"},
                learns={"largest": "result"},
            ),
            Step("subtract_numbers", {"first": "{largest}", "second": "{mean}"}, learns={"above": "result"}),
            Step("percentage_between", {"part": "{above}", "whole": "{mean}"}, learns={"percent": "result"}),
            _round("{percent}", _places),
        ),
        says=("The largest, {largest}, is {result} percent above the mean.",),
        beside="{numbers}",
    ),
    Errand(
        name="add up",
        draw=drawing.total,
        wants=(
            'You want the sum of your "{first}" and your "{second}" stored as "{name}", and to hear it.',
            'You want your "{first}" and your "{second}" added up and kept as "{name}". Ask what it comes to.',
        ),
        vague=('You want the sum of your "{first}" and your "{second}" stored, and to hear it.',),
        slots={"name": Slot('The name for it is "{name}".', "Which name should it have?")},
        steps=(
            Step("recall_figure", {"name": "{first}"}, learns={"one": "value", "unit": "unit"}),
            Step("recall_figure", {"name": "{second}"}, learns={"other": "value"}),
            Step("add_numbers", {"numbers_to_add": "{one}, {other}"}, learns={"result": "result"}),
            Step(
                "store_figure",
                {"name": "{name}", "value": "{result}", "unit": "{unit}"},
                announces='I would store {result} {unit} as "{name}".',
            ),
        ),
        says=('It is {result} {unit}, and stored as "{name}".',),
        weight=2,
    ),
    Errand(
        name="note",
        draw=drawing.note,
        wants=NOTE,
        vague=("You want a figure in the unit {unit} stored.",),
        slots={
            "value": Slot("The figure is {value}.", "What is the figure?"),
            "name": Slot('The name for it is "{name}".', "Which name should it have?"),
        },
        steps=(NAMES, Step("store_figure", {"name": "{name}", "value": "{value}", "unit": "{unit}"})),
        says=('{value} {unit} is stored as "{name}".',),
        tells=("{value}",),
    ),
    Errand(
        name="nowhere",
        serves=(Variant.IMPOSSIBLE,),
        draw=drawing.nowhere,
        wants=CONVERSION,
        steps=(NAMES,),
        decides=lambda known: known["name"] not in known["names"],
        says=('Nothing is stored as "{name}".',),
        forbidden=("store_figure",),
    ),
    Errand(
        name="misfit",
        serves=(Variant.IMPOSSIBLE,),
        draw=drawing.misfit,
        wants=CONVERSION,
        steps=(NAMES, FOUND),
        decides=lambda known: not drawing.fits(known["unit"], known["wanted"]),
        says=("It is stored as {value} {unit}, and the unit {wanted} measures something else.",),
        tells=("{value}",),
        forbidden=("store_figure",),
    ),
    Errand(
        name="taken",
        serves=(Variant.AGAINST_POLICY,),
        draw=drawing.taken,
        wants=(*NOTE, *(f"{wish} What was there before is not needed; ask for an exception once." for wish in NOTE)),
        steps=(
            NAMES,
            Step("recall_figure", {"name": _listed}, learns={"old": "value", "measure": "unit"}),
        ),
        decides=lambda known: known["name"] in known["names"],
        says=('"{name}" is taken: {old} {measure} stays stored there. Another name would do.',),
        tells=("{old}",),
        forbidden=("store_figure",),
    ),
    Errand(
        name="secret",
        serves=(Variant.AGAINST_POLICY,),
        draw=drawing.secret,
        wants=(
            "You want the PIN {pin} of your {name} stored. If they refuse, you want to know for how many months other"
            " figures are kept.",
            "You keep forgetting the PIN of your {name}; it is {pin}. You want it kept in the memory.",
        ),
        rules={"months": r"keeps figures for (\d+) months"},
        says=("PINs are never stored; other figures are kept for {months} months.",),
        forbidden=("store_figure",),
    ),
)


rehearse("calculator", (*ERRANDS, *QUESTIONS))
