"""Small edits that leave a text a near-duplicate of itself: what calibration plants and then looks for.

Two sets with no operator in common. A threshold fitted on one and still finding the other has not merely
learnt the edits that it was shown.
"""

from collections.abc import Callable, Sequence
from random import Random

FEWEST_WORDS = 4
"""A shorter text is not edited: one word more or less may well make it another text."""

Words = list[str]
Edit = Callable[[Words, Random, Sequence[str]], Words]
"""Takes a text's words, a random stream and words from elsewhere; returns the words of the edited text."""


def drop_word(words: Words, rng: Random, elsewhere: Sequence[str]) -> Words:
    """Leave out one word."""
    place = rng.randrange(len(words))
    return words[:place] + words[place + 1 :]


def swap_neighbours(words: Words, rng: Random, elsewhere: Sequence[str]) -> Words:
    """Exchange two neighbouring words."""
    place = rng.randrange(len(words) - 1)
    return [*words[:place], words[place + 1], words[place], *words[place + 2 :]]


def restyle(words: Words, rng: Random, elsewhere: Sequence[str]) -> Words:
    """Change case or punctuation, not the words."""
    style = rng.choice(("upper", "lower", "comma", "ending"))
    if style == "upper":
        return [word.upper() for word in words]
    if style == "lower":
        return [word.lower() for word in words]
    if style == "comma":
        return [words[0] + ",", *words[1:]]
    return [*words[:-1], words[-1].rstrip(".!?") + rng.choice(("", " ...", "!!"))]


def typo(words: Words, rng: Random, elsewhere: Sequence[str]) -> Words:
    """Leave out, double or exchange a letter inside one of the longer words."""
    place = rng.choice(sorted(range(len(words)), key=lambda i: -len(words[i]))[:3])
    word = words[place]
    cut = rng.randrange(max(1, len(word) - 1))
    head, first, second, tail = word[:cut], word[cut : cut + 1], word[cut + 1 : cut + 2], word[cut + 2 :]
    middle = rng.choice((second, first + first + second, second + first))
    return [*words[:place], head + middle + tail, *words[place + 1 :]]


def replace_word(words: Words, rng: Random, elsewhere: Sequence[str]) -> Words:
    """Put a word from another text in the place of one word."""
    place = rng.randrange(len(words))
    return [*words[:place], rng.choice(elsewhere), *words[place + 1 :]]


def insert_word(words: Words, rng: Random, elsewhere: Sequence[str]) -> Words:
    """Add a word from another text."""
    place = rng.randrange(len(words) + 1)
    return [*words[:place], rng.choice(elsewhere), *words[place:]]


def truncate(words: Words, rng: Random, elsewhere: Sequence[str]) -> Words:
    """Cut off the last word, or the last two of a longer text."""
    return words[:-2] if len(words) >= 2 * FEWEST_WORDS and rng.random() < 0.5 else words[:-1]


def change_number(words: Words, rng: Random, elsewhere: Sequence[str]) -> Words:
    """Turn one word from singular to plural, or back."""
    long = [place for place, word in enumerate(words) if len(word) > 3 and word.isalpha()]
    place = rng.choice(long or range(len(words)))
    word = words[place]
    other = word[:-1] if word.endswith("s") else word + "s"
    return [*words[:place], other, *words[place + 1 :]]


FITTED: tuple[Edit, ...] = (drop_word, swap_neighbours, restyle, typo)
REPORTED: tuple[Edit, ...] = (replace_word, insert_word, truncate, change_number)


def edited(text: str, edit: Edit, rng: Random, elsewhere: Sequence[str]) -> str | None:
    """Return `text` after one edit; None when it is too short for it or comes out unchanged."""
    words = text.split()
    if len(words) < FEWEST_WORDS:
        return None
    result = " ".join(word for word in edit(words, rng, elsewhere) if word)
    return None if result == " ".join(words) else result
