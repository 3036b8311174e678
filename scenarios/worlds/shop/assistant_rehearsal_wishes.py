"""What customers want of the rehearsed desk, and which details they have given."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import permutations
from typing import Final, NamedTuple

from ....runtime.rehearsal.script import Script
from .assistant_rehearsal_case import Case, ChoiceSeen, Offer, Said
from .state import Address

_NEXT: Final = re.compile(
    r"\b(?:And there is a second thing|There is a second thing|When that is done|Besides)\b[.:,]?"
)
_ORDER: Final = re.compile(r"\bW\d{6,8}\b")
_EMAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_POSTCODE: Final = re.compile(r"\b\d{5}\b")
_DAY: Final = re.compile(r"\b\d{4}-\d\d-\d\d\b")
_ADDRESS: Final = re.compile(r"([A-Z][\w'’]*(?: [A-Z][\w'’]*)* \d+\w?), (?:postcode )?(\d{5}),? (?:in )?([A-Z]\w+)")
_PRODUCT: Final = re.compile(
    r"\b[Tt]he ([A-Z]\w+(?: [a-z][\w-]*)+?)(?= (?:in|is|was|from|for|costs?|which)\b|[.,;:?!]|$)"
)

_PATIENCE: Final = 3
"""Messages after which the desk asks for a reason no more."""


class Wish(NamedTuple):
    """One thing that a customer wants: what sort, in which words, and what else they said since."""

    deed: str
    words: str
    place: int
    context: str = ""
    """All that the customer said before."""
    since: str = ""

    @property
    def text(self) -> str:
        """All that may hold a detail of it."""
        return f"{self.words}\n{self.since}"


def wishes_in(script: Script, case: Case) -> list[Wish]:
    """Return what the customer has asked for so far; what comes between belongs to what is open."""
    found: list[Wish] = []
    heard = list[str]()
    for message in case.heard:
        new = list(_voiced(script, message, "\n".join(heard))) if _may_be_new(script, case, message) else []
        if not new:
            found = [wish._replace(since=f"{wish.since}\n{message.text}") for wish in found]
        found += new
        heard.append(message.text)
    return found


def has_cue(script: Script, table: str, text: str) -> bool:
    """Whether a text holds one of a table's patterns."""
    return any(re.search(pattern, text, re.IGNORECASE) for pattern in script.entries(table))


def holds(script: Script, table: str, text: str) -> bool:
    """Whether a text holds one of a table's sentences."""
    return any(entry in text for entry in script.entries(table))


def order_in(wish: Wish) -> str:
    """Return the number of the order that a wish is about; the last one named where it names none."""
    own = _ORDER.findall(wish.text)
    earlier = _ORDER.findall(wish.context)
    return own[0] if own else earlier[-1] if earlier and "order with the" not in wish.words else ""


def product_in(wish: Wish) -> str:
    """Return the name of the product that a wish is about."""
    found = _PRODUCT.search(wish.words)
    return found[1] if found else ""


def email_in(heard: Iterable[Said]) -> str:
    """Return the e-mail address that was given last."""
    found = [email.rstrip(".") for said in heard for email in _EMAIL.findall(said.text)]
    return found[-1] if found else ""


def postcode_in(heard: Iterable[Said]) -> str:
    """Return the postcode of the home address that was given last: none that belongs to another address."""
    sentences = [each for said in heard for each in re.split(r"(?<=[.!?])\s", _ADDRESS.sub("", said.text))]
    named = [each for each in sentences if "postcode" in each.lower() or "@" in each]
    found = [code for each in named for code in _POSTCODE.findall(each)]
    return found[-1] if found else ""


def day_in(wish: Wish) -> str:
    """Return the day that was asked for."""
    found = _DAY.findall(wish.text)
    return found[-1] if found else ""


def address_in(wish: Wish) -> Address | None:
    """Return the address that was given."""
    found = _ADDRESS.findall(wish.text)
    return Address(street=found[-1][0], postcode=found[-1][1], town=found[-1][2]) if found else None


def reason_in(script: Script, wish: Wish, offer: Offer) -> str:
    """Return which of the reasons that a tool takes the customer gave; the last one where asking does not help."""
    options = offer.options("reason")
    found = next((each for each in options if has_cue(script, f"reason {each}", wish.text)), "")
    return found or (options[-1] if wish.since.count("\n") > _PATIENCE else "")


def choices_in(wish: Wish, choices: Sequence[ChoiceSeen]) -> list[ChoiceSeen]:
    """Return the choices that are named, in the order in which they are."""
    places = {choice.sku: _place(wish.text, choice) for choice in choices}
    return sorted((choice for choice in choices if places[choice.sku] >= 0), key=lambda choice: places[choice.sku])


def in_words(options: dict[str, str]) -> str:
    """Return a choice in words."""
    return " and ".join(f"{name} {value}" for name, value in sorted(options.items(), reverse=True))


def _place(text: str, choice: ChoiceSeen) -> int:
    named = [re.escape(f"{name} {value}") for name, value in choice.options.items()]
    found = (re.search(rf"\b{' and '.join(order)}(?!\w)", text) for order in permutations(named))
    return max((match.start() for match in found if match), default=-1)


def _may_be_new(script: Script, case: Case, message: Said) -> bool:
    """Whether a message can bring up something new: the first one can, and what follows the offer of more help."""
    before = [said.text for said in case.said if said.place < message.place]
    return not before or holds(script, "more", before[-1]) or holds(script, "unclear", before[-1])


def _voiced(script: Script, message: Said, context: str) -> Iterator[Wish]:
    for part in filter(None, map(str.strip, _NEXT.split(message.text))):
        deed = next((name for name in script.names("wish ") if has_cue(script, name, part)), "")
        if deed:
            yield Wish(deed.removeprefix("wish "), part, message.place, context)
