"""Briefs bring passages along: a pure draw, sources where they are said to be, linked ones with a word in common."""

import random
from collections import Counter

import pytest
from pydantic import ValidationError

from dramaturg.personas.graph import PersonaGraph
from dramaturg.runtime.text import words
from dramaturg.scenarios.brief import EVERY
from dramaturg.scenarios.casting import Casting
from dramaturg.scenarios.passages import PassageSettings, PassageShelf, overlap
from dramaturg.scenarios.seed import Seed, seed_of
from dramaturg.scenarios.spec import Scenario, given_persona
from rehearse import library_texts

SEEDS = [seed_of(text, f"a:{number}") for number, text in enumerate(library_texts(), 1)]


def cast(**changes: object) -> Casting:
    people = PersonaGraph()
    people.add_seed(SEEDS[0].id, SEEDS[0].text, SEEDS[0].source)
    people.give(given_persona("A tram driver."), SEEDS[0].id)
    made = Scenario.model_validate({"kind": "instruction", **changes})
    return Casting(made, "the scenario", SEEDS, people)


def rare(seed: Seed) -> set[str]:
    return {word for word in words(seed.text.casefold()) if len(word) > 2}


def test_passages_are_a_function_of_the_briefs_place() -> None:
    asked = {"passages": {"linked": 1, "distractors": 3}}
    one, other = cast(**asked), cast(**asked)
    later = [other.brief(EVERY, index).passages for index in reversed(range(20))]
    assert [one.brief(EVERY, index).passages for index in range(20)] == later[::-1]


def test_passages_change_nothing_else_of_a_brief() -> None:
    plain, carrying = cast(), cast(passages={"distractors": 2})
    for index in range(20):
        brief = carrying.brief(EVERY, index)
        assert brief.model_copy(update={"passages": None}) == plain.brief(EVERY, index)
    assert "passages" not in plain.brief(EVERY, 0).model_dump()


def test_an_option_can_ask_for_other_passages() -> None:
    options = {"one": {}, "two": {"passages": {"linked": 1}}}
    made = cast(passages={"distractors": 2}, controls={"variant": {"options": options}})
    for index in range(20):
        brief = made.brief(EVERY, index)
        assert brief.passages is not None
        expected = (3, 1) if brief.controls["variant"].value == "one" else (2, 2)
        assert (len(brief.passages.texts), len(brief.passages.sources)) == expected


def test_the_source_stands_anywhere_and_two_stand_apart() -> None:
    shelf, places = PassageShelf(SEEDS), Counter[int]()
    for number, seed in enumerate(SEEDS):
        held = shelf.take(seed, PassageSettings(linked=1, distractors=6, apart=4), random.Random(number))
        first, second = held.sources
        assert held.texts[first - 1] == seed
        assert abs(first - second) > 4
        assert len({each.id for each in held.texts}) == len(held.texts) == 8
        places[first] += 1
    assert set(places) == {1, 2, 3, 6, 7, 8}


def test_linked_passages_share_a_word_that_few_others_have() -> None:
    shelf = PassageShelf(SEEDS)
    spread = Counter(word for seed in SEEDS for word in rare(seed))
    for number, seed in enumerate(SEEDS):
        held = shelf.take(seed, PassageSettings(linked=1), random.Random(number))
        one, other = (held.texts[place - 1] for place in held.sources)
        assert any(spread[word] <= 7 for word in rare(one) & rare(other))


def test_chunks_that_overlap_never_stand_together() -> None:
    shared = "The valve in the cellar leaks at night."
    seeds = [seed_of(f"{shared} It has done so for {number} weeks.", f"a:{number}") for number in range(4)]
    assert overlap(seeds[0], seeds[1])
    other = [seed_of(f"Another cellar, number {number}, is dry.", f"b:{number}") for number in range(4)]
    shelf = PassageShelf([*seeds, *other])
    for number in range(30):
        held = shelf.take(seeds[0], PassageSettings(linked=1, distractors=2), random.Random(number))
        assert sum(each in seeds for each in held.texts) == 1


def test_fewer_texts_give_fewer_passages() -> None:
    held = PassageShelf(SEEDS[:1]).take(SEEDS[0], PassageSettings(linked=2, distractors=5), random.Random(1))
    assert held.texts == (SEEDS[0],)
    assert held.sources == (1,)


def test_too_few_texts_are_told() -> None:
    assert not cast(passages={"distractors": 9}).notes
    assert cast(passages={"distractors": 99}).notes == (
        "a brief is to have 100 passages, and there are 72 texts; it got fewer",
    )


def test_no_room_between_is_refused() -> None:
    with pytest.raises(ValidationError, match="needs 3 distractors; there are 2"):
        PassageSettings(linked=1, distractors=2, apart=3)
