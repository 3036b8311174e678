"""Spoils human-written drafts in ways in which drafts of models go wrong. Knows nothing of the verifiers.

An operator takes a random stream and a draft and gives the pair (draft under the same controls, spoilt draft), or
None where it cannot be applied.
"""

import base64
import random
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Final, NamedTuple

import chat_habits
from dramaturg.scenarios.controls import Drawn, Option
from human_texts import Piece


class Pair(NamedTuple):
    """A draft as it was, and as it is now."""

    before: Piece
    after: Piece


Operator = Callable[[random.Random, Piece], Pair | None]

_BETWEEN_SENTENCES: Final = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9\"“])|\n+")
_LISTED: Final = re.compile(r"^\s*(?:[-*•]|\d+[.)])\s", re.MULTILINE)
_WORDY: Final = 12
"""Words that a response needs to be cut or looped."""


def _changed(piece: Piece, **parts: str) -> Pair:
    return Pair(piece, replace(piece, parts=piece.parts | parts))


def _runs(text: str) -> list[str]:
    """Return a text cut after its sentences and lines."""
    return [run for run in _BETWEEN_SENTENCES.split(text) if run.strip()]


def _inserted(rng: random.Random, text: str, addition: str) -> str:
    """Return a text with an addition after one of its sentences, or after the last."""
    places = [found.start() for found in _BETWEEN_SENTENCES.finditer(text)] + [len(text)]
    at = rng.choice(places)
    gap = "\n" if "\n" in text[at:] else " "
    return f"{text[:at]}{gap}{addition}{text[at:]}"


# --- what models say around a text ---


def opening(rng: random.Random, piece: Piece) -> Pair:
    gap = rng.choice(("\n\n", "\n", " "))
    return _changed(piece, response=f"{rng.choice(chat_habits.OPENINGS)}{gap}{piece.response}")


def closing(rng: random.Random, piece: Piece) -> Pair:
    gap = rng.choice(("\n\n", "\n", " "))
    return _changed(piece, response=f"{piece.response}{gap}{rng.choice(chat_habits.CLOSINGS)}")


def self_description(rng: random.Random, piece: Piece) -> Pair:
    return _changed(piece, response=_inserted(rng, piece.response, rng.choice(chat_habits.SELF_DESCRIPTIONS)))


def refusal(rng: random.Random, piece: Piece) -> Pair:
    return _changed(piece, response=rng.choice(chat_habits.REFUSALS))


def placeholder(rng: random.Random, piece: Piece) -> Pair | None:
    """Put a placeholder in the place of a word."""
    words = list(re.finditer(r"\b\w{3,}\b", piece.response))[1:]
    if not words:
        return None
    word = rng.choice(words)
    gap = rng.choice(chat_habits.PLACEHOLDERS)
    return _changed(piece, response=f"{piece.response[: word.start()]}{gap}{piece.response[word.end() :]}")


# --- what is copied ---


def seed_span(least: int, most: int, edit: "Edit", rng: random.Random, piece: Piece) -> Pair | None:
    """Put so many words of the seed, perhaps edited, among the sentences of the instruction or the response."""
    words = piece.seed.split()
    if len(words) < least:
        return None
    length = rng.randint(least, min(most, len(words)))
    start = rng.randint(0, len(words) - length)
    span = edit(rng, words[start : start + length])
    part = rng.choice(("instruction", "response"))
    return _changed(piece, **{part: _inserted(rng, piece.parts[part], " ".join(span))})


Edit = Callable[[random.Random, Sequence[str]], list[str]]

_OTHER_WORDS: Final = "often large gladly window seven between paper morning rather quickly".split()


def unedited(rng: random.Random, words: Sequence[str]) -> list[str]:
    return list(words)


def case_and_marks(rng: random.Random, words: Sequence[str]) -> list[str]:
    return [re.sub(r"[.,;:!?\"]", "", word).lower() for word in words]


def words_replaced(count: int, rng: random.Random, words: Sequence[str]) -> list[str]:
    changed = list(words)
    for place in rng.sample(range(1, len(words) - 1), count):
        changed[place] = rng.choice(_OTHER_WORDS)
    return changed


def word_dropped(rng: random.Random, words: Sequence[str]) -> list[str]:
    place = rng.randint(1, len(words) - 2)
    return [*words[:place], *words[place + 1 :]]


def instruction_returned(rng: random.Random, piece: Piece) -> Pair | None:
    """Hand the instruction back, with a remark or without."""
    if len(piece.parts["instruction"].split()) < _WORDY:
        return None
    remark = rng.choice(("", "", "The question reads: ", "You ask: "))
    return _changed(piece, response=f"{remark}{piece.parts['instruction']}")


# --- what is wrong ---


def sum_changed(change: Callable[[random.Random, str], str], rng: random.Random, piece: Piece) -> Pair | None:
    """Change the result of one written-out sum."""
    if not piece.sums:
        return None
    start, end = rng.choice(piece.sums)
    figure = piece.response[start:end]
    wrong = change(rng, figure)
    if _value(wrong) == _value(figure):
        return None
    return _changed(piece, response=f"{piece.response[:start]}{wrong}{piece.response[end:]}")


def by_one(rng: random.Random, figure: str) -> str:
    """Change a figure by one in its last place."""
    whole, dot, places = figure.replace(",", "").partition(".")
    number = int(whole + places or "0") + rng.choice((-1, 1))
    digits = str(abs(number)).zfill(len(places) + 1)
    return digits[: len(digits) - len(places)] + dot + digits[len(digits) - len(places) :]


def a_digit(rng: random.Random, figure: str) -> str:
    """Change one digit."""
    places = [place for place, sign in enumerate(figure) if sign.isdigit()]
    place = rng.choice(places)
    return figure[:place] + rng.choice([d for d in "123456789" if d != figure[place]]) + figure[place + 1 :]


def a_zero(rng: random.Random, figure: str) -> str:
    """Add a zero, or take the last digit away."""
    whole, dot, places = figure.replace(",", "").partition(".")
    return (whole[:-1] if len(whole) > 1 and rng.random() < 0.5 else whole + "0") + dot + places


def _value(figure: str) -> float:
    return float(figure.replace(",", ""))


# --- what was asked and not done ---


def length_missed(rng: random.Random, piece: Piece) -> Pair | None:
    """Ask for the length that a response has, and make it much shorter or longer."""
    count, runs = len(piece.response.split()), _runs(piece.response)
    if count < 30 or len(runs) < 3:
        return None
    band = (round(count * 0.75), round(count * 1.25))
    drawn = Drawn(value="as asked", option=Option(words=band), checks="response")
    asked = replace(piece, controls={"length": drawn})
    if rng.random() < 0.5:
        short = " ".join(piece.response.split()[: round(count * rng.uniform(0.2, 0.6))])
        return _changed(asked, response=short)
    more = " ".join((piece.parts["instruction"] + " " + piece.seed).split() * 20)
    extra = " ".join(more.split()[: round(count * rng.uniform(0.45, 1.5))])
    return _changed(asked, response=f"{piece.response} {extra}")


def form_missed(rng: random.Random, piece: Piece) -> Pair | None:
    """Ask for a list and leave the response as running text."""
    runs = _runs(piece.response)
    if len(runs) < 3 or _LISTED.search(piece.response):
        return None
    pattern, mark = rng.choice(((r"^- ", "- "), (r"^\d+\. ", "1. "), (r"^\* ", "* ")))
    drawn = Drawn(value="list", option=Option(pattern=pattern, about="a list"), checks="response")
    asked = replace(piece, controls={"form": drawn})
    listed = "\n".join(mark + run for run in runs)
    return Pair(replace(asked, parts=piece.parts | {"response": listed}), asked)


# --- what breaks off or goes in circles ---


def cut(inside_word: bool, rng: random.Random, piece: Piece) -> Pair | None:
    """End a response in the middle of a sentence, between two words or inside one."""
    words = list(re.finditer(r"\S+", piece.response))
    if len(words) < _WORDY:
        return None
    inner = [
        word
        for word, following in zip(words[len(words) // 2 :], words[len(words) // 2 + 1 :], strict=False)
        if word.group()[-1].isalnum() and "\n" not in piece.response[word.end() : following.start()]
    ]
    if inside_word:
        inner = [word for word in inner if word.group().isalpha() and len(word.group()) > 5]
    if not inner:
        return None
    word = rng.choice(inner)
    return _changed(piece, response=piece.response[: word.start() + 3 if inside_word else word.end()])


def left_out(rng: random.Random, piece: Piece) -> Pair:
    return _changed(piece, response=rng.choice(("", " \n", "...", "-", "—", "…")))


def _long_runs(piece: Piece) -> list[str]:
    return [run for run in _runs(piece.response) if len(run.split()) >= 7]


def sentence_repeated(edited: bool, rng: random.Random, piece: Piece) -> Pair | None:
    """Say a sentence again, as it was or with another word in it."""
    runs = _long_runs(piece)
    if not runs:
        return None
    run = rng.choice(runs)
    again = " ".join(words_replaced(1, rng, run.split())) if edited else run
    gap = "\n" if "\n" in piece.response else " "
    return _changed(piece, response=f"{piece.response}{gap}{again}")


def all_repeated(rng: random.Random, piece: Piece) -> Pair | None:
    if not _long_runs(piece):
        return None
    return _changed(piece, response=f"{piece.response}\n\n{piece.response}")


def loop(rng: random.Random, piece: Piece) -> Pair | None:
    """Let the end of a response come again and again."""
    words = piece.response.split()
    if len(words) < _WORDY:
        return None
    end = " ".join(words[-rng.randint(3, 8) :])
    return _changed(piece, response=f"{piece.response} {' '.join([end] * rng.randint(3, 8))}")


# --- what is addressed to a model ---


def addressed(
    table: Sequence[str], disguise: Callable[[random.Random, str], str], rng: random.Random, piece: Piece
) -> Pair:
    """Put words to a model among the sentences of a response."""
    return _changed(piece, response=_inserted(rng, piece.response, disguise(rng, rng.choice(table))))


def plainly(rng: random.Random, text: str) -> str:
    return text


def in_base64(rng: random.Random, text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def with_hidden_marks(rng: random.Random, text: str) -> str:
    """Put invisible characters inside of words."""
    return re.sub(r"(?<=\w)(?=\w)", lambda _: rng.choice(("", "\u200b", "\u2060", "\u00ad")), text)


def over_lines(rng: random.Random, text: str) -> str:
    """Break the line every few words."""
    words = text.split(" ")
    return "".join(word + ("\n" if place % 3 == 2 else " ") for place, word in enumerate(words)).strip()


DEFECTS: Final[dict[str, Operator]] = {
    "stock opening": opening,
    "stock closing": closing,
    "says that it is a model": self_description,
    "refusal": refusal,
    "placeholder": placeholder,
    "seed copied, 5 to 10 words": partial(seed_span, 5, 10, unedited),
    "seed copied, 11 to 14 words": partial(seed_span, 11, 14, unedited),
    "seed copied, 15 to 40 words": partial(seed_span, 15, 40, unedited),
    "seed copied, case and marks": partial(seed_span, 12, 40, case_and_marks),
    "seed copied, one word replaced": partial(seed_span, 16, 40, partial(words_replaced, 1)),
    "seed copied, two words replaced": partial(seed_span, 16, 40, partial(words_replaced, 2)),
    "seed copied, a word dropped": partial(seed_span, 16, 40, word_dropped),
    "instruction handed back": instruction_returned,
    "sum wrong by one": partial(sum_changed, by_one),
    "sum with a wrong digit": partial(sum_changed, a_digit),
    "sum with a zero more or less": partial(sum_changed, a_zero),
    "length missed": length_missed,
    "form missed": form_missed,
    "cut between words": partial(cut, False),
    "cut inside a word": partial(cut, True),
    "response left out": left_out,
    "sentence repeated": partial(sentence_repeated, False),
    "sentence repeated, a word changed": partial(sentence_repeated, True),
    "all repeated": all_repeated,
    "end in a loop": loop,
    "forged mark": partial(addressed, chat_habits.FORGED_MARKS, plainly),
    "forged verdict": partial(addressed, chat_habits.FORGED_VERDICTS, plainly),
    "order": partial(addressed, chat_habits.ORDERS, plainly),
    "order in base64": partial(addressed, chat_habits.ORDERS, in_base64),
    "order with hidden marks": partial(addressed, chat_habits.ORDERS, with_hidden_marks),
    "order over several lines": partial(addressed, chat_habits.ORDERS, over_lines),
    "order in other words": partial(addressed, chat_habits.ORDERS_IN_OTHER_WORDS, plainly),
}
"""Defect → how it is planted."""
