"""How far an errand is, and what comes next: worked out anew each time from what the prompt shows."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple, TypeAlias

from ..authored import ask
from .errand import Desk, Errand, Slot, Step, Values
from .learning import learned
from .spoken import first_person
from .talk_rehearsal import Made, Offer, Talk
from .templates import argument, filled, found_in, names_in, slots_in
from .wishes_rehearsal import Wish

MISSING: Final = "cannot find that"
LEFT: Final = "change nothing"
"""What is in all words for such an end."""

_YES: Final = re.compile(r"\b(?:yes|please do|go ahead|that's right|by all means|agree)\b", re.IGNORECASE)
_NO: Final = re.compile(r"\b(?:no|don't|do not|rather not)\b", re.IGNORECASE)


class Call(NamedTuple):
    """A call that is to be made now."""

    tool: str
    arguments: dict[str, Any]
    is_write: bool


class Ask(NamedTuple):
    """Questions that have to be asked first."""

    questions: tuple[str, ...]


class Instruct(NamedTuple):
    """What the user is to do."""

    words: str
    step: Step


class Announce(NamedTuple):
    """What needs the user's consent."""

    words: str


class Lacks(NamedTuple):
    """A tool that is needed is not there."""

    tool: str


class Ended(NamedTuple):
    """The outcome, which is to be told."""

    ways: tuple[str, ...]
    """Words, any of which tells it."""
    since: int
    """The place after which it can have been told."""
    how: str = "says"
    """What sort of outcome: `says`, `declines`, `failed`, `missing`, `left`."""

    def is_told(self, talk: Talk) -> bool:
        """Whether it was told."""
        return any(talk.told(words, self.since) for words in self.ways)


Next: TypeAlias = Call | Ask | Instruct | Announce | Lacks | Ended


class Way:
    """An errand under way.

    Args:
        talk: what the prompt shows.
        wish: what the user wants.
        errand: what that may be.
        desk: what comes first.
    """

    def __init__(self, talk: Talk, wish: Wish, errand: Errand, desk: Desk) -> None:
        self.talk = talk
        self.wish = wish
        self.errand = errand
        self.slots: Mapping[str, Slot] = {**desk.slots, **errand.slots}
        self.steps: Sequence[Step] = (*(desk.steps if errand.identified else ()), *errand.steps)
        self.known: dict[str, Any] = {**rules_in(talk.policy, errand), **dict(wish.values)}
        self.known.update(self._facts())
        self.place: int = -1
        """Where the last change was made or reported: what is looked at again has to be looked at after it."""
        self.asked: int = -1
        """Where the last thing that the user did was reported: they can be asked for the same again."""
        self.seen: int = wish.place
        """Where the last thing was said or shown that the outcome rests on."""

    def next(self) -> Next | None:
        """Return what comes next; None where this errand turns out not to be the case."""
        for step in self.steps:
            if self._is_other():
                return None
            todo = self._reported(step) if step.actor == "user" else self._called(step)
            if todo is not None:
                return todo
        if self._is_other(at_end=True):
            return None
        try:
            ways = tuple(filled(words, self.known) for words in self.errand.says)
        except KeyError as error:  # only the outcome speaks of it
            return self._ask(error.args)
        how = "declines" if self.errand.is_refusal else "says"
        return Ended(ways, self.seen, how)

    def handed_over(self, step: Step, words: str) -> "Call | Ask | Instruct | Announce | Ended":
        """Return what hands it over, or the words for that it was."""
        todo = self._called(step)
        if isinstance(todo, Lacks):
            return self.cannot()
        return todo or Ended((filled(words, self.known),), self.seen)

    def cannot(self) -> "Ended":
        """Return the words for that it cannot be found out what this is about."""
        return Ended((MISSING,), self.seen, "missing")

    def together(self, first: Call) -> list[Call]:
        """Return the look-ups that can be made beside one, for they rest on nothing that it shows."""
        calls = [first]
        for step in self.errand.steps if not first.is_write else ():
            offer = self.talk.offers.get(step.tool)
            given = self._given(step, offer) if offer and step.actor == "assistant" else None
            if offer is None or given is None or offer.is_write or step.announces or self._lacks(step):
                break
            call = Call(step.tool, given, is_write=False)
            if not self.talk.done(step.tool, given, self.place) and call not in calls:
                calls.append(call)
        return calls

    def _lacks(self, step: Step) -> bool:
        return any(self.known.get(name) is None for name in step.needs)

    def _is_other(self, *, at_end: bool = False) -> bool:
        if self.errand.decides is None:
            return False
        try:
            return not ask(f"`decides` of the errand {self.errand.name!r}", self.errand.decides, KeyError)(self.known)
        except KeyError:
            return at_end

    def _called(self, step: Step) -> Next | None:
        offer = self.talk.offers.get(step.tool)
        if offer is None:
            return Lacks(step.tool)
        given = self._given(step, offer)
        if given is None or self._lacks(step):
            return self._missing(step)
        made = self.talk.done(step.tool, given, self.place)
        if made is not None:
            return self._goes_on(step, offer, made)
        failed = self.talk.failed(step.tool, given, self.place)
        if failed is not None:
            return Ended((failed.error.rstrip("."),), failed.place, "failed")
        return self._consent(step) or Call(step.tool, given, offer.is_write)

    def _goes_on(self, step: Step, offer: Offer, made: Made) -> Next | None:
        try:
            self.known.update(learned(step, made.value, self.known))
        except KeyError as error:  # what to look for in the result is not known yet
            return self._ask(error.args)
        self.place = made.place if offer.is_write else self.place
        self.seen = max(self.seen, made.place)
        return None

    def _reported(self, step: Step) -> Next | None:
        try:
            words = filled(step.asks, self.known)
        except KeyError:
            return self._missing(step)
        asked = self.talk.told(words, max(self.place, self.asked))
        report = self.talk.reply_to(asked) if asked else None
        if report is None:
            return Instruct(words, step)
        self.known.update(learned(step, report.text, self.known))
        self.asked = report.place
        self.seen = max(self.seen, report.place)
        self.place = report.place if step.tool in self.talk.changing else self.place
        return None

    def _given(self, step: Step, offer: Offer) -> dict[str, Any] | None:
        try:
            return {name: argument(value, self.known, offer.schema(name)) for name, value in step.arguments.items()}
        except KeyError:
            return None

    def _missing(self, step: Step) -> Next:
        """Return the questions for what a step lacks; its end where nobody can be asked."""
        return self._ask(_needed(step, self.known))

    def _ask(self, needed: Sequence[str]) -> Next:
        asks = (self.slots[name].asks for name in needed if name in self.slots)
        questions = tuple(dict.fromkeys(filled(question, self.known) for question in asks))
        if questions:
            return Ask(questions)
        return self.cannot()

    def _consent(self, step: Step) -> Next | None:
        if not step.announces:
            return None
        words = filled(step.announces, self.known)
        said = self.talk.told(words, self.place)
        reply = self.talk.reply_to(said) if said else None
        if reply is None or not (agrees(reply.text) or refuses(reply.text)):
            return Announce(words)
        return None if agrees(reply.text) else Ended((LEFT,), reply.place, "left")

    def _facts(self) -> Iterator[tuple[str, str]]:
        for name, slot in self.slots.items():
            if name in self.known:
                continue
            told = first_person(_with_others(slot.fact, name, self.known))
            for heard in self.talk.heard:
                found = found_in(heard.text, told)
                if found:
                    yield name, found[name]


def agrees(text: str) -> bool:
    """Whether somebody says yes."""
    return bool(_YES.search(text))


def refuses(text: str) -> bool:
    """Whether somebody says no."""
    return bool(_NO.search(text)) and not agrees(text)


def rules_in(policy: str, errand: Errand) -> dict[str, str]:
    """Return the values that the policy gives."""
    found = ((name, re.search(rule, policy)) for name, rule in errand.rules.items())
    return {name: match[match.lastindex or 0] for name, match in found if match}


def _needed(step: Step, known: Values) -> list[str]:
    """Return what a step takes that is not known."""
    needed = [*step.needs, *(name for text in (step.asks, step.announces) for name in names_in(text))]
    for value in step.arguments.values():
        if isinstance(value, str):
            needed += names_in(value)
        elif callable(value):
            needed += _wanted_by(value, known)
    return [name for name in dict.fromkeys(needed) if known.get(name) is None]


def _wanted_by(function: Callable[[Values], Any], known: Values) -> list[str]:
    try:
        function(known)
    except KeyError as error:
        return [str(error.args[0])]
    return []


def _with_others(fact: str, name: str, known: Values) -> str:
    """Return a fact in which all that is known stands, but what it tells."""
    for other, slot in slots_in(fact):
        if other != name and known.get(other) is not None:
            fact = fact.replace(slot, filled(slot, known))
    return fact
