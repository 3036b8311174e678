"""How a rehearsed user reads what they want: told in the second person, said in the first, some of it only later.

What stands in double quotes is said as it stands.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import count
from typing import Final, NamedTuple

from ...runtime.rehearsal.language import sentence, upper_first
from ...runtime.text import sentences

ONLY_ASKED: Final = "Say this only when you are asked: "
"""Stands before a fact that is not volunteered."""

_QUOTED: Final = re.compile(r'"[^"]*"')

_SECOND: Final = re.compile(
    r"\b(?:And there is a second thing\.|When that is done:|Besides:|When that is settled, there is something else\.)"
)
_NOT_SAID: Final = re.compile(r"^(?:Give|Tell|Say|Do not|Don't|Accept|Leave|Offer)\b")
_EXCEPTION: Final = re.compile(r"^[Aa]sk for an exception\b")
_IF_REFUSED: Final = re.compile(
    r"^[Ii]f (?:(?:that|it|this) (?:can ?not|is not)|they refuse|there is no such)[^,]*, (?:and )?(.+)$"
)
_PRETENDS: Final = re.compile(r"^You (?:tell|say to) the \w+ that (.+?)(?:, but .*)?$")
_WISH_TO_HEAR: Final = re.compile(
    r"^you (?:just )?(?:want|would like) to (?:hear|know) (.+?)(, but .*)?$", re.IGNORECASE
)
_ASK_FOR_VALUE: Final = re.compile(
    r"^[Aa]sk for ((?:(?:the|its|whatever) )?(?:\w+ )?(?:number|difference|amount|sum|price|day)\b.*)$"
)
_ASK_FOR: Final = re.compile(r"^[Aa]sk for (.+)$")
_ASK_TO: Final = re.compile(r"^[Aa]sk to (.+)$")
_ASK: Final = re.compile(r"^[Aa]sk (?:about )?(.+)$")
_PERSONS: Final = (
    (re.compile(r"\b[Yy]ou are\b"), "I am"),
    (re.compile(r"\b[Yy]ou were\b"), "I was"),
    (re.compile(r"\b[Yy]ours\b"), "mine"),
    (re.compile(r"\b[Yy]ourself\b"), "myself"),
    (re.compile(r"\bYour\b"), "My"),
    (re.compile(r"\byour\b"), "my"),
    (
        re.compile(r"\b(to|of|by|for|from|with|tell|told|give|show|send|owe|please|suit|fit|reach(?:es)?) you\b"),
        r"\1 me",
    ),
    (re.compile(r"(?<=\w) you(?=[.,;:!?]|$)"), " me"),
    (re.compile(r"\b[Yy]ou\b"), "I"),
    (re.compile(r"\b(?:by|in) their (records|books)\b"), r"by your \1"),
)
_SMALL: Final = re.compile(
    "the|an?|of|is|it|to|and|or|in|on|for|your|my|me|do|does|be|should|could|would|can|please|tell|give|with|are|that"
    "|this|at|from|as|if|you|have|has|need|was|were|will|there|here|these|what|which|who|where|not|so|by|one|know|like"
    "|say|hear"
)
"""Words that do not tell what a question is about."""


class Goal(NamedTuple):
    """What somebody wants, in their own words."""

    first: tuple[str, ...]
    second: tuple[str, ...]
    """Another matter, if there is one."""
    if_refused: tuple[str, ...]
    """What they say only when the first cannot be had."""
    exception: bool
    """Whether they ask for an exception then."""


class _Quotes:
    """Takes what is quoted out of a text while its words are changed.

    Args:
        text: what may hold quotes.
    """

    def __init__(self, text: str) -> None:
        self._kept: list[str] = _QUOTED.findall(text)
        places = count()
        self.bare = _QUOTED.sub(lambda _: f'"{next(places)}"', text)
        """The text with a number in place of what is quoted."""

    def back(self, text: str) -> str:
        """Return a text with what was quoted."""
        return _QUOTED.sub(lambda found: self._kept[int(found[0].strip('"'))], text) if self._kept else text

    def all_back(self, texts: Iterable[str]) -> tuple[str, ...]:
        """Return texts with what was quoted."""
        return tuple(map(self.back, texts))


@lru_cache(maxsize=512)
def goal_in(text: str) -> Goal:
    """Return what the prompt's goal means for its user."""
    quotes = _Quotes(text)
    goal = _goal_in(quotes.bare)
    return goal._replace(
        first=quotes.all_back(goal.first),
        second=quotes.all_back(goal.second),
        if_refused=quotes.all_back(goal.if_refused),
    )


def first_person(text: str) -> str:
    """Return what somebody was told about themselves as they say it."""
    quotes = _Quotes(text)
    return quotes.back(_first_person(quotes.bare))


def _goal_in(text: str) -> Goal:
    first, _, second = _SECOND.sub("\n", text, count=1).partition("\n")
    clauses = list(_clauses(first))
    refused = [match[1] for clause in clauses if (match := _IF_REFUSED.match(clause))]
    said = [clause for clause in clauses if not _IF_REFUSED.match(clause) and not _EXCEPTION.match(clause)]
    return Goal(
        first=tuple(map(_said, said)),
        second=tuple(map(_said, _clauses(second))),
        if_refused=tuple(map(_said_then, refused)),
        exception=any(map(_EXCEPTION.match, clauses)),
    )


def _first_person(text: str) -> str:
    for pattern, word in _PERSONS:
        text = pattern.sub(word, text)
    return upper_first(text)


def answers_to(question: str, facts: Sequence[str], said: Sequence[str]) -> list[str]:
    """Return the facts that a question is after, as few as cover what it asks; those not told yet are preferred.

    Where it is after none of them, what was kept back until somebody asks is told.
    """
    heard, wanted = " ".join(said), _words(question)
    open_facts = list(facts)
    found: list[str] = []
    while wanted and open_facts:
        rated = ((len(wanted & _words(fact)), _told(fact) not in heard, -at) for at, fact in enumerate(open_facts))
        hits, _, place = max(rated)
        if not hits:
            break
        fact = open_facts.pop(-place)
        wanted -= _words(fact)
        found.append(fact)
    fresh = [fact for fact in found if _told(fact) not in heard]
    held_back = [fact for fact in facts if fact.startswith(ONLY_ASKED) and _told(fact) not in heard]
    return fresh or (found or held_back)[:2]


def _told(fact: str) -> str:
    return first_person(fact.removeprefix(ONLY_ASKED))


def _words(text: str) -> frozenset[str]:
    """Return the words that tell what a text is about."""
    plain = text.removeprefix(ONLY_ASKED).lower().replace("e-mail", "email")
    return frozenset(word for word in re.findall(r"[a-z]+", plain) if not _SMALL.fullmatch(word))


def _clauses(text: str) -> Iterator[str]:
    for said in sentences(text.strip()):
        if not _NOT_SAID.match(said):
            yield from (clause.strip().rstrip(".") for clause in re.split(r"; ?", said))


def _said(clause: str) -> str:
    """Return a clause of the goal as it is said."""
    if pretended := _PRETENDS.match(clause):
        return sentence(_first_person(pretended[1]))
    if asked := _ASK_FOR_VALUE.match(clause):
        return _asked("Could you tell me", asked[1])
    if asked := _ASK_FOR.match(clause):
        return _asked("Could I have", asked[1])
    if asked := _ASK_TO.match(clause):
        return sentence(f"I'd like to {_own(asked[1])}")
    if asked := _ASK.match(clause):
        return _asked("Could you tell me", asked[1])
    return sentence(_first_person(clause))


def _said_then(rest: str) -> str:
    """Return what is wanted instead, as it is said after a refusal."""
    heard = _WISH_TO_HEAR.match(rest)
    if not heard:
        return sentence(f"Then {_own(rest)}")
    return _asked("Could you tell me", heard[1]) + (sentence(_own(heard[2][2:])) if heard[2] else "")


def _asked(opening: str, rest: str) -> str:
    """Return a question; what follows it in the goal is a sentence of its own."""
    asked, _, reason = re.sub(r", and for ", ", and ", rest).partition(", you ")
    return f"{opening} {_own(asked)}?" + (f" {sentence(_first_person(f'you {reason}'))}" if reason else "")


def _own(text: str) -> str:
    said = _first_person(text)
    return said if said.startswith("I ") else said[:1].lower() + said[1:]
