"""Rehearsed personas come from their text or their parent, and are many different people."""

import re

import pytest

from dramaturg.agents.persona_to_persona import Ask
from dramaturg.personas.embedders import HashedNgrams, unit_rows
from dramaturg.personas.persona import Granularity
from dramaturg.runtime.rehearsal.reading import role_in, stems
from dramaturg.scenarios.people import RELATIONS
from rehearse import SHORT_SEEDS, library_texts, personas_of, relatives_of

NEAR = 0.8


def nearest_before(texts: list[str]) -> list[float]:
    """Return each text's similarity to its nearest predecessor."""
    rows = unit_rows([HashedNgrams().vector(text) for text in texts])
    alike = rows @ rows.T
    return [float(alike[at, :at].max()) for at in range(1, len(texts))]


def test_a_description_speaks_of_its_text() -> None:
    texts = [*library_texts(), *SHORT_SEEDS]
    for text, persona in zip(texts, personas_of(texts), strict=True):
        assert stems(persona.lower()) & stems(text.lower()), (text, persona)


def test_descriptions_read_as_asked_for() -> None:
    for persona in personas_of(library_texts(), each=2):
        assert re.match(r"An? [\w'’éèü-]+", persona), persona
        assert persona.endswith(".")
        assert role_in(persona) != "person"
        assert not re.search(r"[{}<>|]|\b(?:a [aeio]|the the\b|an [bcdfgjklmnpqrstvwxyz])", persona), persona
        assert 5 <= len(persona.split()) <= 70


def test_people_behind_one_text_have_different_occupations() -> None:
    for text in library_texts()[:30]:
        roles = [role_in(persona) for persona in personas_of([text], each=4)]
        assert len(set(roles)) == 4


def test_nearly_all_of_three_hundred_are_distinct() -> None:
    texts = [*library_texts(), *SHORT_SEEDS]
    similar = nearest_before(personas_of(texts, each=4)[:300])
    assert sum(each < NEAR for each in similar) / len(similar) >= 0.95


def ask_for(relation: str, about: str, count: int, granularity: Granularity = Granularity.FINE) -> Ask:
    return Ask(relation=relation, about=about, count=count, granularity=granularity, round=1)


@pytest.mark.parametrize("relation", RELATIONS)
def test_relatives_are_other_people_whose_lives_touch(relation: str) -> None:
    ask = ask_for(relation, RELATIONS[relation].about, 3)
    for number, parent in enumerate(personas_of(library_texts()[:20])):
        found = [relative.description for relative in relatives_of(parent, ask, seed=number).personas]
        assert len(set(found)) == 3
        for relative in found:
            assert role_in(relative) != role_in(parent)
            assert role_in(parent).split()[-1][:5] in relative, (parent, relative)


def test_relations_sound_different() -> None:
    said = {
        relation: " ".join(
            relative.description
            for parent in personas_of(library_texts()[:15])
            for relative in relatives_of(
                parent,
                ask_for(relation, about, 2, Granularity.COARSE),
            ).personas
        )
        for relation, about in (
            ("supplies", "somebody whose goods they depend on"),
            ("lives with", "family, neighbour or flatmate"),
            ("owes money to", "a creditor"),
        )
    }
    assert "deliver" in said["supplies"] or "sells to" in said["supplies"]
    assert re.search("lives with|shares a kitchen|married|flat below", said["lives with"])
    assert not re.search("shares a kitchen|married", said["owes money to"])


def test_six_generations_stay_grammatical() -> None:
    persona = personas_of(library_texts()[:1])[0]
    for number in range(6):
        relation = list(RELATIONS)[number % len(RELATIONS)]
        ask = ask_for(relation, RELATIONS[relation].about, 1)
        persona = relatives_of(persona, ask, seed=number).personas[0].description
        assert role_in(persona) != "person"
        assert len(persona.split()) < 70
