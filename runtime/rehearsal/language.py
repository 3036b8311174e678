"""A small English toolkit for parts: crude reading, and putting words together grammatically."""

import random
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Final, NamedTuple, TypeVar

import yaml

T = TypeVar("T")

_TOKEN: Final = re.compile(r"[^\W\d_](?:[\w’'-]*\w)?|\d[\d.,:]*|[^\w\s]")
_SENTENCE_ENDS: Final = frozenset(".!?:\n")
_VOWEL_SOUND: Final = re.compile(
    r"(?:[aeio]|u(?!ni|se|sa|ter|ti|ro|k)|8|11\b|18\b|hour|honest|heir)", re.IGNORECASE
)
_LETTER_SAID_WITH_A_VOWEL: Final = re.compile(r"[AEFHILMNORSX](?:[A-Z0-9]|\b)")
_NOT_A_VOWEL_SOUND: Final = re.compile(r"(?:one|once|eu|ewe)", re.IGNORECASE)
_LONGEST_TERM: Final = 2


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
    """Return one of the lists of language.yaml."""
    lists: Mapping[str, str] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
    return frozenset(lists[name].split())


@lru_cache(maxsize=2048)
def terms(text: str) -> tuple[Term, ...]:
    """Return what a text is about, most telling first, as far as its nouns can be guessed."""
    tokens = _TOKEN.findall(text)
    found: dict[str, float] = {}
    proper: list[str] = []
    for start, end in _runs(tokens):
        phrase, score = _phrase(tokens, start, end)
        if phrase:
            found[phrase] = found.get(phrase, 0.0) + score
        else:
            proper += _names(tokens, start, end)
    ranked = sorted(found, key=lambda phrase: -found[phrase])
    kept = [Term(phrase) for phrase in _without_parts(ranked)]
    return (*kept, *(Term(name, proper=True) for name in dict.fromkeys(proper)))


@lru_cache(maxsize=4096)
def stems(text: str) -> frozenset[str]:
    """Return the stems of a text's content words, for comparing what two texts are about."""
    return frozenset(stem(word) for word in (t.lower() for t in _TOKEN.findall(text)) if _is_content(word))


def stem(word: str) -> str:
    """Return a word without its plural or verb ending."""
    for ending in ("'s", "’s", "ings", "ing", "ies", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)] + ("y" if ending == "ies" else "")
    return word


def role_in(persona: str) -> str:
    """Return who a persona is: "night-shift nurse" of "A night-shift nurse who keeps bees"."""
    named = re.search(r",\s(an?\s.+)", persona)
    start = persona.strip()
    tokens = _TOKEN.findall(start if start[:2].lower() in ("a ", "an", "yo") or not named else named.group(1))
    while tokens and tokens[0].lower() in (
        "a",
        "an",
        "the",
        "you",
        "are",
        "i",
        "am",
        "this",
        "is",
        "someone",
    ):
        tokens = tokens[1:]
    role: list[str] = []
    for token in tokens[:7]:
        if token.lower() in word_list("role_end") or not token[0].isalnum():
            break
        role.append(token)
    if 0 < len(role) < 7:
        return lower_first(" ".join(role))
    return "person"


def lower_first(text: str) -> str:
    """Return the text with a small first letter, unless it starts with a name or an abbreviation."""
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[:2] in ("A ", "a ") else text


def upper_first(text: str) -> str:
    """Return the text with a capital first letter."""
    return text[:1].upper() + text[1:]


def with_article(phrase: str) -> str:
    """Return the phrase after "a" or "an"."""
    return f"{'an' if _sounds_open(phrase) else 'a'} {phrase}"


def _sounds_open(phrase: str) -> bool:
    if phrase[:2].isupper() or (len(phrase) == 1 and phrase.isupper()):
        return bool(_LETTER_SAID_WITH_A_VOWEL.match(phrase))
    return bool(_VOWEL_SOUND.match(phrase)) and not _NOT_A_VOWEL_SOUND.match(phrase)


def plural(noun: str) -> str:
    """Return the plural of a noun phrase: "nurses", "women", "men of law"."""
    head, of, rest = noun.partition(" of ")
    for one, many in (("man", "men"), ("person", "people"), ("child", "children"), ("wife", "wives")):
        if head.endswith(one) and not head.endswith("human"):
            return head.removesuffix(one) + many + of + rest
    if re.search(r"[^aeiou]y$", head):
        return head[:-1] + "ies" + of + rest
    return head + ("es" if re.search(r"(?:s|x|z|ch|sh)$", head) else "s") + of + rest


def listed(items: Sequence[str], last: str = "and") -> str:
    """Return the items as a list in a sentence."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def some(rng: random.Random, items: Sequence[T], count: int) -> list[T]:
    """Return `count` different items (all of them where there are fewer), in random order."""
    return rng.sample(items, min(count, len(items)))


def sentence(text: str) -> str:
    """Return the text as a sentence: capital letter, one closing mark."""
    trimmed = upper_first(" ".join(text.split()))
    return trimmed if trimmed.endswith((".", "!", "?", ":", ".”", ".)")) else f"{trimmed}."


def mentions(text: str, found: Iterable[Term]) -> list[Term]:
    """Return those of the terms that the text holds, whatever their case."""
    lowered = text.lower()
    return [term for term in found if term.text.lower() in lowered]


def _is_content(word: str) -> bool:
    return (
        len(word) > 2
        and word[0].isalpha()
        and word not in word_list("function")
        and word not in word_list("calendar")
        and word not in word_list("time")
    )


def _is_candidate(token: str) -> bool:
    word = _bare(token.lower())
    return (
        _is_content(word)
        and "'" not in word
        and "’" not in word
        and not (word in word_list("verb") or (word.endswith("ly") and len(word) > 4))
    )


def _is_noun_here(tokens: Sequence[str], at: int) -> bool:
    """Whether a word that may be a verb or a noun follows what only a noun follows: "the given list"."""
    before = tokens[max(0, at - 2) : at]
    marked = [word.lower() for word in before if word.lower() in word_list("determiner")]
    return bool(marked) and tokens[at].lower() in word_list("noun_or_verb")


def _bare(word: str) -> str:
    return word[:-2] if word.endswith(("'s", "’s")) else word


def _runs(tokens: Sequence[str]) -> Iterable[tuple[int, int]]:
    """Yield start and end of each run of words that may be nouns or their adjectives."""
    start = 0
    while start < len(tokens):
        end = start
        while end < len(tokens) and (_is_candidate(tokens[end]) or _is_noun_here(tokens, end)):
            end += 1
        if end > start:
            yield start, end
        start = max(end, start + 1)


def _phrase(tokens: Sequence[str], start: int, end: int) -> tuple[str, float]:
    """Return the noun phrase at the end of a run and how telling it is; nothing for names, adjectives."""
    before = tokens[start - 1].lower() if start else "."
    opens = before in _SENTENCE_ENDS
    after_determiner = before in word_list("determiner")
    words = [_bare(token) for token in tokens[start:end]]
    if opens:
        words[0] = words[0].lower() if words[0][1:].islower() else words[0]
    after = tokens[end].lower() if end < len(tokens) else "."
    words = _trimmed(words, after, after_determiner)
    if not words or any(not word.islower() for word in words):
        return "", 0.0
    return " ".join(words), _telling(words, tokens[max(0, start - 2) : start], opens)


def _telling(words: Sequence[str], before: Sequence[str], opens: bool) -> float:
    """Return how likely a phrase is to be what a text is about."""
    lowered = [token.lower() for token in before]
    marked = bool(lowered) and lowered[-1] in word_list("determiner")
    leads = lowered[:-1] if marked else lowered[-1:]
    is_place = bool(leads) and leads[-1] in word_list("where")
    score = 1.0 + 1.5 * marked + 0.3 * (len(words) > 1) + 0.0125 * min(len(words[-1]), 8)
    score += 0.5 * (bool(leads) and leads[-1] in word_list("preposition"))
    return score - 0.8 * opens - 1.0 * is_place - 2.0 * (words[-1] in word_list("vague"))


def _trimmed(words: list[str], after: str, after_determiner: bool) -> list[str]:
    """Drop verbs and adjectives from the end, and what is too much from the front."""
    if len(words) > 1 and words[-1].endswith("s") and after in word_list("determiner"):
        words = words[:-1]
    while words and (words[-1] in word_list("adjective") or _is_participle(words[-1])):
        words = words[:-1]
    words = words[-_LONGEST_TERM:]
    if (
        len(words) > 1
        and (words[0] in word_list("adjective") or words[0].endswith("ed"))
        and not after_determiner
    ):
        words = words[1:]
    return words if words and len(words[-1]) > 2 else []


def _is_participle(word: str) -> bool:
    return (
        word.endswith(("ed", "ing", "est"))
        and len(word) > 5
        and word not in ("building", "evening", "interest")
    )


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
