"""Plants facts that somebody states of itself against its card, or against what it said before."""

import random
from collections.abc import Callable
from typing import Final

from human_dialogues import Piece
from planting_dialogues import Planted, joined, turn_of


def wrong_age(rng: random.Random, piece: Piece) -> Planted | None:
    def said(fact: str) -> str:
        years = int(fact) + rng.choice((-12, -7, -3, 4, 9, 15))
        return rng.choice(
            (
                "I'm {}, you know.",
                "I'm {} years old.",
                "At {} I've seen a few things.",
                "I turned {} in March.",
                "I am a {}-year-old, after all.",
                "Well, I'm {}.",
                "People don't believe that I'm {}.",
            )
        ).format(years)

    return _of_oneself(rng, piece, "age", said)


PLACES: Final = (
    "Bristol",
    "Osaka",
    "Toulouse",
    "Lagos",
    "Cleveland",
    "Gdynia",
    "Salamanca",
    "Odense",
    "Bolton",
    "Lima",
)


def wrong_place(rng: random.Random, piece: Piece) -> Planted | None:
    def said(fact: str) -> str:
        place = rng.choice([place for place in PLACES if place != fact])
        return rng.choice(
            (
                "I live in {}, after all.",
                "I've lived in {} all my life.",
                "I live here in {}.",
                "I'm based in {}.",
                "Here in {} we do it another way.",
                "My house is in {}.",
            )
        ).format(place)

    return _of_oneself(rng, piece, "place", said)


WORK: Final = ("dentist", "lawyer", "bricklayer", "pilot", "cashier", "plumber", "butcher", "astronomer", "tax adviser")


def wrong_job(rng: random.Random, piece: Piece) -> Planted | None:
    def said(fact: str) -> str:
        job = rng.choice(WORK)
        article = "an" if job[0] in "aeiou" else "a"
        return rng.choice(
            (
                "I'm {} {} myself.",
                "I work as {} {}.",
                "As {} {} I know that.",
                "I've been {} {} for years.",
                "You forget that I'm {} {}.",
                "I am {} {} by profession.",
            )
        ).format(article, job)

    return _of_oneself(rng, piece, "job", said)


def wrong_children(rng: random.Random, piece: Piece) -> Planted | None:
    def said(fact: str) -> str:
        number = rng.choice([word for word in ("one", "two", "three", "five", "six") if word != fact])
        return rng.choice(("I've got {} children at home.", "My {} kids keep asking.", "I'm a mother of {}.")).format(
            number
        )

    return _of_oneself(rng, piece, "children", said)


def age_changes(rng: random.Random, piece: Piece) -> Planted | None:
    """Let somebody whose card tells no age state two."""
    silent = [side for side in piece.dialogue.sides if side.persona and "age" not in piece.facts[side.role]]
    if not silent or piece.language:
        return None
    side = rng.choice(silent)
    places = [place for place, turn in enumerate(piece.turns) if turn.speaker == side.role]
    first, second = rng.sample(range(24, 60), 2)
    spoilt = piece.with_text(places[0], f"{piece.turns[places[0]].text} I'm {first}, you know.")
    later = rng.choice(places[1:])
    return Planted(spoilt.with_text(later, f"I'm {second} years old. {piece.turns[later].text}"), later)


def _of_oneself(rng: random.Random, piece: Piece, sort: str, said: Callable[[str], str]) -> Planted | None:
    """Let somebody state a fact of itself that the card has otherwise."""
    sides = [side for side in piece.dialogue.sides if sort in piece.facts[side.role]]
    if not sides or piece.language:
        return None
    side = rng.choice(sides)
    return joined(rng, piece, turn_of(rng, piece, side), said(piece.facts[side.role][sort]))
