"""The crude reading finds what texts are about, and who people are."""

import pytest

from dramaturg.runtime.rehearsal.reading import concern_of, mentions, role_in, stems, terms


def found(text: str) -> list[str]:
    return [term.text for term in terms(text)]


@pytest.mark.parametrize(
    ("text", "among_the_first"),
    [
        ("The pump in bay C beeps whenever its lead touches the rail.", {"pump", "rail"}),
        ("Sort the given list ascendingly.", {"list"}),
        ("Explain human's behavior.", {"behavior"}),
        ("How do you answer this question in a job interview?", {"job interview"}),
        ("Give me a cooking recipe for the following food.", {"cooking recipe", "food"}),
        ("Should I prune the old bushes near the river?", {"old bushes", "river"}),
    ],
)
def test_terms_are_noun_phrases(text: str, among_the_first: set[str]) -> None:
    assert among_the_first <= set(found(text)[:3])


def test_names_come_last_and_take_no_article() -> None:
    read = terms("Converting 85 F to Celsius.")
    assert [(term.text, term.the) for term in read] == [("Celsius", "Celsius")]
    assert [term.the for term in terms("The drain leaks.")] == ["the drain"]


def test_a_text_without_nouns_has_no_terms() -> None:
    assert terms("And so we did, again and again.") == ()
    assert terms("") == ()


@pytest.mark.parametrize(
    ("persona", "role"),
    [
        ("A night-shift nurse who keeps bees.", "night-shift nurse"),
        ("An X-ray technician in a small town.", "X-ray technician"),
        ("You are a retired welder with bad knees.", "retired welder"),
        ("Dr. Ana Ruiz, a botanist from Lima, studies moss.", "botanist"),
        ("Someone who likes tea.", "person"),
        ("", "person"),
    ],
)
def test_roles_are_read_from_descriptions(persona: str, role: str) -> None:
    assert role_in(persona) == role


def test_a_concern_is_not_the_role() -> None:
    assert concern_of("A harbour pilot who distrusts the new ladder rule.").text == "ladder rule"
    assert concern_of("A harbour pilot.").the == "the work as a harbour pilot"


def test_stems_and_mentions_ignore_endings_and_case() -> None:
    assert stems("Two ladders and a ladder") == {"ladder"}
    assert [term.text for term in mentions("THE DRAIN!", terms("the drain and the pump"))] == ["drain"]
