"""A crude reading of English, without a dictionary: what a text is about, and who somebody is."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Final, NamedTuple

import yaml

from .language import lower_first, with_article

_TOKEN: Final = re.compile(r"[^\W\d_](?:[\w’'-]*\w)?|\d[\d.,:]*|[^\w\s]")
_SENTENCE_ENDS: Final = frozenset(".!?:;-\n")
_LONGEST_TERM: Final = 2
_NOT_YET_A_ROLE: Final = frozenset({"a", "an", "the", "you", "are", "i", "am", "this", "is", "someone", "somebody"})
_LONGEST_ROLE: Final = 6
_ADJECTIVE_ENDINGS: Final = ("less", "ous", "ful", "ical")


class Term(NamedTuple):
    """Something that a text is about, as a noun phrase without its article."""

    text: str
    proper: bool = False

    @property
    def the(self) -> str:
        """The term with its article: one that fits singular, plural and what cannot be counted."""
        return self.text if self.proper else f"the {self.text}"


@cache
def word_list(name: str) -> frozenset[str]:
    """Return one of the lists of reading.yaml."""
    return _lists()[name]


@cache
def _lists() -> dict[str, frozenset[str]]:
    path = Path(__file__).with_suffix(".yaml")
    lists: Mapping[str, str] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {name: frozenset(words.split()) for name, words in lists.items()}


@lru_cache(maxsize=2048)
def terms(text: str) -> tuple[Term, ...]:
    """Return what a text is about, most telling first, as far as its nouns can be guessed."""
    tokens = _TOKEN.findall(text)
    found: dict[str, float] = {}
    proper: list[str] = []
    for start, end in _runs(tokens):
        words = _phrase(tokens, start, end)
        if words and all(word.islower() for word in words):
            phrase = " ".join(words)
            found[phrase] = max(found.get(phrase, -9.0) + 0.3, _telling(words, tokens, start))
        else:
            proper += _names(tokens, start, end)
    ranked = _without_parts(sorted(found, key=lambda phrase: -found[phrase]))
    telling = [phrase for phrase in ranked if found[phrase] > 0]
    kept = telling if len(telling) > 1 else ranked
    return (*map(Term, kept), *(Term(name, proper=True) for name in dict.fromkeys(proper)))


@lru_cache(maxsize=4096)
def stems(text: str) -> frozenset[str]:
    """Return the stems of a text's content words, for comparing what two texts are about."""
    return frozenset(map(stem, filter(_is_content, _TOKEN.findall(text.lower()))))


def stem(word: str) -> str:
    """Return a word without its plural or verb ending."""
    for ending in ("'s", "’s", "ings", "ing", "ies", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)] + ("y" if ending == "ies" else "")
    return word


def mentions(text: str, found: Iterable[Term]) -> list[Term]:
    """Return those of the terms that the text holds, whatever their case."""
    lowered = text.lower()
    return [term for term in found if term.text.lower() in lowered]


@lru_cache(maxsize=2048)
def role_in(persona: str) -> str:
    """Return who a persona is: "night-shift nurse" of "A night-shift nurse who keeps bees"."""
    start = persona.strip()
    named = None if start[:2].lower() in ("a ", "an", "yo") else re.search(r",\s(an?\s.+)", start)
    tokens = _TOKEN.findall(named.group(1) if named else start)
    while tokens and tokens[0].lower() in _NOT_YET_A_ROLE:
        tokens = tokens[1:]
    role: list[str] = []
    for token in tokens:
        if token.lower() in word_list("role_end") or not token[0].isalnum():
            break
        role.append(token)
    return lower_first(" ".join(role)) if 0 < len(role) <= _LONGEST_ROLE else "person"


@lru_cache(maxsize=2048)
def concern_of(persona: str) -> Term:
    """Return what a persona deals with, as opposed to what they are."""
    own = stems(role_in(persona))
    found = (term for term in terms(persona) if not term.proper and not stems(term.text) & own)
    return next(found, Term(f"work as {with_article(role_in(persona))}"))


def _is_content(word: str) -> bool:
    return (
        len(word) > 2
        and word[0].isalpha()
        and word not in word_list("function")
        and word not in word_list("calendar")
        and word not in word_list("time")
    )


def _runs(tokens: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield start and end of each run of words that may be nouns or their adjectives."""
    start = 0
    while start < len(tokens):
        end = start
        while end < len(tokens) and (_may_be_noun(tokens[end]) or _is_noun_here(tokens, end)):
            end += 1
            if tokens[end - 1] != _bare(tokens[end - 1]):
                break
        if end > start:
            yield start, end
        start = max(end, start + 1)


def _may_be_noun(token: str) -> bool:
    word = _bare(token.lower())
    is_adverb = word.endswith("ly") and len(word) > 4
    is_plain = "'" not in word and "’" not in word
    return is_plain and not is_adverb and _is_content(word) and word not in word_list("verb")


def _is_noun_here(tokens: Sequence[str], at: int) -> bool:
    """Whether a word that may be a verb or a noun follows what only a noun follows: "the given list"."""
    if tokens[at].lower() not in word_list("noun_or_verb") or not at:
        return False
    before = tokens[at - 1].lower()
    if before in word_list("adjective") and at > 1:
        before = tokens[at - 2].lower()
    return before in word_list("determiner")


def _bare(word: str) -> str:
    return word[:-2] if word.endswith(("'s", "’s")) else word


def _phrase(tokens: Sequence[str], start: int, end: int) -> list[str]:
    """Return the words of the noun phrase at the end of a run."""
    words = [_bare(token) for token in tokens[start:end]]
    before = tokens[start - 1].lower() if start else "."
    if before in _SENTENCE_ENDS and words[0][1:].islower():
        words[0] = words[0].lower()
    marked = before in word_list("determiner")
    if len(words) > 1 and words[-1].endswith("s") and end < len(tokens) and _opens_phrase(tokens[end]):
        words = words[:-1]
    while words and _is_no_noun(words[-1]) and not (marked and len(words) == 1 and words[-1].endswith("ing")):
        words = words[:-1]
    if words and before in word_list("before_verb"):
        words = words[1:]
    return _shortened(words[-_LONGEST_TERM:], marked)


def _opens_phrase(token: str) -> bool:
    """Whether a noun phrase begins with this word, so that the word before may be a verb."""
    return token.lower() in word_list("determiner")


def _shortened(words: list[str], marked: bool) -> list[str]:
    """Drop the first of two words where it is an adjective or a verb rather than part of a name."""
    if len(words) > 1 and not marked:
        first = words[0]
        if _is_no_noun(first) or (first.endswith("s") and not first.endswith(("ss", "us", "ics"))):
            words = words[1:]
    return words if words and len(words[-1]) > 2 else []


def _is_no_noun(word: str) -> bool:
    if word in word_list("adjective"):
        return True
    long = len(word) > 5
    return long and word.endswith(("ed", "ing", "est", *_ADJECTIVE_ENDINGS)) and word not in word_list("noun")


def _telling(words: Sequence[str], tokens: Sequence[str], start: int) -> float:
    """Return how likely a phrase is to be what a text is about."""
    before = [token.lower() for token in tokens[max(0, start - 2) : start]]
    last = before[-1] if before else "."
    marked = last in word_list("determiner")
    leads = (before[:-1] if marked else before[-1:]) or ["."]
    score = 1.0 + 1.2 * marked + 1.2 * (last == "the") + 0.3 * (len(words) > 1)
    score += 0.5 * (leads[-1] in word_list("preposition")) - 2.2 * (leads[-1] in word_list("where"))
    return score - 2.0 * (last in _SENTENCE_ENDS) - 3.5 * (words[-1] in word_list("vague"))


def _names(tokens: Sequence[str], start: int, end: int) -> list[str]:
    """Return the capitalised words of a run that do not merely open a sentence."""
    inside = (t for i, t in enumerate(tokens[start:end], start) if i and tokens[i - 1] not in _SENTENCE_ENDS)
    return [_bare(token) for token in inside if token[0].isupper()]


def _without_parts(phrases: Sequence[str]) -> list[str]:
    """Return the phrases without those that share a word with one before them."""
    seen: set[str] = set()
    kept: list[str] = []
    for phrase in phrases:
        own = {stem(word) for word in phrase.split()}
        if not own & seen:
            kept.append(phrase)
        seen |= own
    return kept
