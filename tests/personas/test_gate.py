"""The near-duplicate gate against brute force, against itself rebuilt, and at its edges."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from langchain_core.embeddings import Embeddings

from dramaturg.personas.embedders import HashedNgrams, unit_rows
from dramaturg.personas.gate import Gate, Match
from dramaturg.runtime.errors import UsageError
from dramaturg.runtime.text import fold

THRESHOLD = 0.75

vocabulary = [
    "a",
    "the",
    "nurse",
    "pilot",
    "baker",
    "who",
    "reads",
    "writes",
    "tide",
    "letters",
    "at",
    "night",
]
sentences = st.lists(st.sampled_from(vocabulary), min_size=1, max_size=9).map(" ".join)
thresholds = st.sampled_from([0.3, 0.5, 0.75, 0.9])


class Table(Embeddings):
    """An embedder whose vectors a test writes down; it counts what it is asked for."""

    def __init__(self, vectors: dict[str, Sequence[float]]) -> None:
        self.vectors = vectors
        self.asked: list[str] = []

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        self.asked += texts
        return [list(self.vectors[text]) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        raise AssertionError("a gate compares texts with texts, not queries with documents")


def answers(texts: Sequence[str], threshold: float) -> list[Match | None]:
    """Return what a gate says to each text in turn; every text is admitted, repeated or not."""
    gate, said = Gate(HashedNgrams(), threshold), list[Match | None]()
    for place, text in enumerate(texts):
        said.append(gate.check(text))
        gate.admit(f"p{place}", text)
    return said


def cosines(texts: Sequence[str], place: int) -> list[float]:
    vectors = unit_rows([HashedNgrams().vector(text) for text in texts[: place + 1]]).astype(np.float64)
    return (vectors[:place] @ vectors[place]).tolist()


@given(st.lists(sentences, min_size=2, max_size=12), thresholds)
@settings(deadline=None)
def test_the_gate_agrees_with_brute_force(texts: list[str], threshold: float) -> None:
    for place, match in enumerate(answers(texts, threshold)):
        folded = [fold(text) for text in texts[:place]]
        if fold(texts[place]) in folded:
            first = folded.index(fold(texts[place]))
            assert match == Match(neighbour=f"p{first}", similarity=1.0, rule="exact")
            continue
        similar = cosines(texts, place)
        best = max(similar, default=0.0)
        if match is None:
            assert best < threshold + 1e-4
            continue
        assert match.rule == "near"
        assert match.similarity >= threshold
        assert match.similarity == pytest.approx(best, abs=1e-4)
        assert similar[int(match.neighbour[1:])] == pytest.approx(best, abs=2e-4)


@given(st.lists(sentences, max_size=15), thresholds)
@settings(deadline=None)
def test_a_rebuilt_gate_gives_the_same_answers(texts: list[str], threshold: float) -> None:
    grown, kept = Gate(HashedNgrams(), threshold), list[tuple[str, str]]()
    for place, text in enumerate(texts):
        if grown.check(text) is None:
            grown.admit(f"p{place}", text)
            kept.append((f"p{place}", text))
    rebuilt = Gate(HashedNgrams(), threshold)
    for name, text in kept:
        rebuilt.admit(name, text)
    probes = [*texts, *(f"{text} again" for text in texts)]
    assert len(rebuilt) == len(grown) == len(kept)
    assert [rebuilt.check(text) for text in probes] == [grown.check(text) for text in probes]


def test_case_and_punctuation_are_an_exact_match() -> None:
    gate = Gate(HashedNgrams(), THRESHOLD)
    gate.admit("first", "A night nurse, who writes letters.")
    match = gate.check("a NIGHT nurse who writes letters")
    assert match is not None
    assert (match.neighbour, match.similarity, match.rule) == ("first", 1.0, "exact")
    assert match.reason == "same as first but for case, punctuation or spacing"


def test_an_edit_is_a_near_match_that_names_its_neighbour_and_similarity() -> None:
    gate = Gate(HashedNgrams(), THRESHOLD)
    gate.admit("baker", "A baker who starts the ovens before the first tram leaves")
    gate.admit("nurse", "A night nurse who writes letters for patients")
    match = gate.check("A night nurse who writes long letters for patients")
    assert match is not None
    assert (match.neighbour, match.rule) == ("nurse", "near")
    assert THRESHOLD <= match.similarity < 1.0
    assert match.reason == f"similarity {match.similarity:.4f} to nurse"
    assert gate.check("A quarry engineer planning the last blast of the season") is None


def test_an_empty_gate_matches_nothing_and_checking_admits_nothing() -> None:
    gate = Gate(HashedNgrams(), THRESHOLD)
    assert gate.check("somebody") is None
    assert gate.check("somebody") is None
    assert len(gate) == 0


@pytest.mark.parametrize("threshold", [None, 1.0])
def test_without_a_threshold_only_exact_repeats_match_and_nothing_is_embedded(
    threshold: float | None,
) -> None:
    embedder = Table({})
    gate = Gate(embedder, threshold)
    gate.admit("first", "A night nurse who writes letters")
    assert gate.check("A night nurse who writes long letters") is None
    assert gate.check("a night nurse who writes letters!") is not None
    assert embedder.asked == []


def test_texts_without_words_are_told_apart_by_what_is_written() -> None:
    gate = Gate(HashedNgrams(), THRESHOLD)
    gate.admit("questions", "???")
    assert gate.check("!!!") is None
    assert gate.check(" ??? ") == Match(neighbour="questions", similarity=1.0, rule="exact")


def test_the_closest_text_is_named_and_the_earliest_of_equals() -> None:
    embedder = Table({"far": (1, 1), "one": (8, 1), "two": (16, 2), "probe": (1, 0), "lonely": (0, -1)})
    gate = Gate(embedder, 0.5)
    for text in ("far", "one", "two"):
        gate.admit(text, text)
    assert gate.check("probe") == Match(neighbour="one", similarity=0.9923, rule="near")
    assert gate.check("lonely") is None


def test_similarities_are_rounded_before_they_are_compared() -> None:
    embedder = Table({"first": (1.0, 0.0), "probe": (0.59998, 0.800015)})
    below, at = Gate(embedder, 0.6), Gate(embedder, 0.6001)
    below.admit("first", "first")
    at.admit("first", "first")
    assert below.check("probe") == Match(neighbour="first", similarity=0.6, rule="near")
    assert at.check("probe") is None


def test_a_text_that_is_checked_and_then_admitted_is_embedded_once_and_alone() -> None:
    embedder = Table({"first": (1, 0), "second": (0, 1)})
    gate = Gate(embedder, 0.5)
    for text in ("first", "second"):
        gate.admit(text, text)
        gate.check(text + "!")  # an exact match needs no vector
    embedder.asked.clear()
    embedder.vectors["third"] = (-1, 0)
    assert gate.check("third") is None
    gate.admit("third", "third")
    assert embedder.asked == ["third"]


@pytest.mark.parametrize("threshold", [0.0, -0.5, 1.01, float("nan")])
def test_a_threshold_out_of_range_is_refused(threshold: float) -> None:
    with pytest.raises(UsageError, match="not above 0 and at most 1") as caught:
        Gate(HashedNgrams(), threshold)
    assert "calibrate-gate" in caught.value.fix


def test_a_threshold_without_an_embedder_is_refused() -> None:
    with pytest.raises(UsageError, match=r"0\.8 needs an embedder"):
        Gate(None, 0.8)


def test_an_embedder_that_changes_its_dimensions_is_refused() -> None:
    gate = Gate(Table({"first": (1, 0), "second": (0, 1, 0)}), 0.5)
    gate.admit("first", "first")
    with pytest.raises(UsageError, match="changed its dimensions from 2 to 3"):
        gate.check("second")
