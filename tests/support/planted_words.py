"""Plants what models say around a text, gaps, and words that are addressed to a model."""

import base64
import random
import re
from collections.abc import Callable, Sequence

import chat_habits
from human_texts import Piece
from planting import Pair, changed, inserted


def opening(table: Sequence[str], rng: random.Random, piece: Piece) -> Pair:
    gap = rng.choice(("\n\n", "\n", " "))
    return changed(piece, response=f"{rng.choice(table)}{gap}{piece.response}")


def closing(table: Sequence[str], rng: random.Random, piece: Piece) -> Pair:
    gap = rng.choice(("\n\n", "\n", " "))
    return changed(piece, response=f"{piece.response}{gap}{rng.choice(table)}")


def remark(table: Sequence[str], rng: random.Random, piece: Piece) -> Pair:
    """Put a sentence among those of a response."""
    return changed(piece, response=inserted(rng, piece.response, rng.choice(table)))


def instead(table: Sequence[str], rng: random.Random, piece: Piece) -> Pair:
    """Put a sentence in the place of a response."""
    return changed(piece, response=rng.choice(table))


def placeholder(rng: random.Random, piece: Piece) -> Pair | None:
    """Put a placeholder in the place of a word."""
    words = list(re.finditer(r"\b\w{3,}\b", piece.response))[1:]
    if not words:
        return None
    word = rng.choice(words)
    gap = rng.choice(chat_habits.PLACEHOLDERS)
    return changed(piece, response=f"{piece.response[: word.start()]}{gap}{piece.response[word.end() :]}")


def addressed(
    table: Sequence[str], disguise: Callable[[random.Random, str], str], rng: random.Random, piece: Piece
) -> Pair:
    """Put words to a model among the sentences of a response."""
    return changed(piece, response=inserted(rng, piece.response, disguise(rng, rng.choice(table))))


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
