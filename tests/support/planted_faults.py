"""Plants copies, wrong sums, missed controls, broken ends and repetition."""

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from dramaturg.scenarios.controls import Drawn, Option
from human_texts import Piece
from planting import WORDY, Pair, changed, inserted, sentence_runs

_LISTED: Final = re.compile(r"^\s*(?:[-*•]|\d+[.)])\s", re.MULTILINE)


def seed_span(least: int, most: int, edit: "Edit", rng: random.Random, piece: Piece) -> Pair | None:
    """Put so many words of the seed, perhaps edited, among the sentences of the instruction or the response."""
    words = piece.seed.split()
    if len(words) < least:
        return None
    length = rng.randint(least, min(most, len(words)))
    start = rng.randint(0, len(words) - length)
    span = edit(rng, words[start : start + length])
    part = rng.choice(("instruction", "response"))
    return changed(piece, **{part: inserted(rng, piece.parts[part], " ".join(span))})


Edit = Callable[[random.Random, Sequence[str]], list[str]]

_OTHER_WORDS: Final = [
    "often",
    "large",
    "gladly",
    "window",
    "seven",
    "between",
    "paper",
    "morning",
    "rather",
    "quickly",
]


def unedited(rng: random.Random, words: Sequence[str]) -> list[str]:
    return list(words)


def whole_seed(rng: random.Random, piece: Piece) -> Pair | None:
    """Put all of a seed that is shorter than the spans above among the sentences of the instruction."""
    if not 6 <= len(piece.seed.split()) <= 9:
        return None
    return changed(piece, instruction=inserted(rng, piece.parts["instruction"], piece.seed))


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
    if len(piece.parts["instruction"].split()) < WORDY:
        return None
    remark = rng.choice(("", "", "The question reads: ", "You ask: "))
    return changed(piece, response=f"{remark}{piece.parts['instruction']}")


def sum_changed(change: Callable[[random.Random, str], str], rng: random.Random, piece: Piece) -> Pair | None:
    """Change the result of one written-out sum."""
    if not piece.sums:
        return None
    start, end = rng.choice(piece.sums)
    figure = piece.response[start:end]
    wrong = change(rng, figure)
    if _value(wrong) == _value(figure):
        return None
    return changed(piece, response=f"{piece.response[:start]}{wrong}{piece.response[end:]}")


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


def length_missed(rng: random.Random, piece: Piece) -> Pair | None:
    """Ask for the length that a response has, and make it much shorter or longer."""
    count, runs = len(piece.response.split()), sentence_runs(piece.response)
    if count < 30 or len(runs) < 3:
        return None
    band = (round(count * 0.75), round(count * 1.25))
    drawn = Drawn(value="as asked", option=Option(words=band), checks="response")
    asked = replace(piece, controls={"length": drawn})
    if rng.random() < 0.5:
        short = " ".join(piece.response.split()[: round(count * rng.uniform(0.2, 0.6))])
        return changed(asked, response=short)
    more = " ".join((piece.parts["instruction"] + " " + piece.seed).split() * 20)
    extra = " ".join(more.split()[: round(count * rng.uniform(0.45, 1.5))])
    return changed(asked, response=f"{piece.response} {extra}")


def form_missed(rng: random.Random, piece: Piece) -> Pair | None:
    """Ask for a list and leave the response as running text."""
    runs = sentence_runs(piece.response)
    if len(runs) < 3 or _LISTED.search(piece.response):
        return None
    pattern, mark = rng.choice(((r"^- ", "- "), (r"^\d+\. ", "1. "), (r"^\* ", "* ")))
    drawn = Drawn(value="list", option=Option(pattern=pattern, about="a list"), checks="response")
    asked = replace(piece, controls={"form": drawn})
    listed = "\n".join(mark + run for run in runs)
    return Pair(replace(asked, parts=piece.parts | {"response": listed}), asked)


def cut(inside_word: bool, has_stops: bool, rng: random.Random, piece: Piece) -> Pair | None:
    """End a response in the middle of a sentence, between two words or inside one.

    Where the text has no full stop at its end anyway (`has_stops`), a missing one tells nothing.
    """
    words = list(re.finditer(r"\S+", piece.response))
    if len(words) < WORDY or piece.response.endswith((".", "!", "?")) is not has_stops:
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
    return changed(piece, response=piece.response[: word.start() + 3 if inside_word else word.end()])


def left_out(rng: random.Random, piece: Piece) -> Pair:
    return changed(piece, response=rng.choice(("", " \n", "...", "-", "—", "…")))


def _long_runs(piece: Piece) -> list[str]:
    return [run for run in sentence_runs(piece.response) if len(run.split()) >= 7]


def sentence_repeated(edited: bool, rng: random.Random, piece: Piece) -> Pair | None:
    """Say a sentence again, as it was or with another word in it."""
    runs = _long_runs(piece)
    if not runs:
        return None
    run = rng.choice(runs)
    again = " ".join(words_replaced(1, rng, run.split())) if edited else run
    gap = "\n" if "\n" in piece.response else " "
    return changed(piece, response=f"{piece.response}{gap}{again}")


def all_repeated(rng: random.Random, piece: Piece) -> Pair | None:
    if not _long_runs(piece):
        return None
    return changed(piece, response=f"{piece.response}\n\n{piece.response}")


def loop(rng: random.Random, piece: Piece) -> Pair | None:
    """Let the end of a response come again and again."""
    words = piece.response.split()
    if len(words) < WORDY:
        return None
    end = " ".join(words[-rng.randint(3, 8) :])
    return changed(piece, response=f"{piece.response} {' '.join([end] * rng.randint(3, 8))}")
