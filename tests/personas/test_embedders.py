"""The default embedder: the same bits everywhere, close for edits, far for other texts."""

import hashlib
import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dramaturg.personas.embedders import DIMENSIONS, HashedNgrams, threshold_for, unit_rows
from dramaturg.runtime.errors import UsageError
from dramaturg.runtime.text import fold

TEXT = "A retired harbour pilot – née Åsgård – who teaches teenagers to read tide tables, 潮汐 included."

PROBE = f"""
import hashlib
from dramaturg.personas.embedders import HashedNgrams
print(hashlib.sha256(HashedNgrams().vector({TEXT!r}).astype("<f8").tobytes()).hexdigest())
"""

texts = st.text(max_size=80)


def cosine(first: str, second: str) -> float:
    embedder = HashedNgrams()
    return float(embedder.vector(first) @ embedder.vector(second))


def plain_vector(text: str) -> list[float]:
    """Return the vector by the definition, one n-gram at a time."""
    mask, buckets = (1 << 64) - 1, [0] * DIMENSIONS
    padded = f" {fold(text)} "
    for length in (3, 4, 5):
        for start in range(len(padded) - length + 1):
            value = 0
            for character in padded[start : start + length]:
                value = (value * 0x100000001B3 + ord(character)) & mask
            value = (value + length * 0x9E3779B97F4A7C15) & mask
            value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & mask
            value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & mask
            value ^= value >> 31
            buckets[value >> 55] += 1 if value & 1 else -1
    total = sum(abs(count) for count in buckets) or 1
    return [(-1 if count < 0 else 1) * (abs(count) / total) ** 0.5 for count in buckets]


@pytest.mark.parametrize("hash_seed", ["0", "1", "4242"])
def test_a_fresh_process_with_another_hash_seed_computes_the_same_bits(hash_seed: str) -> None:
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    done = subprocess.run(
        [sys.executable, "-c", PROBE],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    here = hashlib.sha256(HashedNgrams().vector(TEXT).astype("<f8").tobytes()).hexdigest()
    assert done.stdout.strip() == here


def test_the_bits_are_those_of_every_other_machine_and_release() -> None:
    # A change here moves every similarity: the default threshold must then be calibrated again.
    bits = HashedNgrams().vector(TEXT).astype("<f8").tobytes()
    assert hashlib.sha256(bits).hexdigest()[:32] == "d61fb1999727e6d0642a146594794bf3"


@given(texts)
@settings(deadline=None)
def test_the_vectorised_hash_equals_the_definition(text: str) -> None:
    assert np.allclose(HashedNgrams().vector(text), plain_vector(text), rtol=0, atol=1e-12)


@given(texts)
@settings(deadline=None)
def test_vectors_have_length_one_unless_there_are_no_words(text: str) -> None:
    vector = HashedNgrams().vector(text)
    assert vector.shape == (DIMENSIONS,)
    # Grams that share a bucket with opposite signs may cancel, so only an empty fold must vanish.
    expected = 1.0 if vector.any() else 0.0
    assert float(np.linalg.norm(vector)) == pytest.approx(expected)
    if not fold(text):
        assert not vector.any()


@given(st.lists(texts, max_size=4))
@settings(deadline=None)
def test_documents_and_queries_are_embedded_alike_and_independently(batch: list[str]) -> None:
    embedder = HashedNgrams()
    assert embedder.embed_documents(batch) == [embedder.embed_query(text) for text in batch]


def test_case_punctuation_and_spacing_do_not_count() -> None:
    assert cosine("Who reads tide-tables, then?", "  who READS tide-tables then ") == pytest.approx(1.0)


def test_an_edit_is_closer_than_another_text() -> None:
    persona = "A night nurse who writes letters for patients who cannot hold a pen"
    edit = "A night nurse who writes letters for patients who cannot hold a cup"
    other = "A quarry engineer planning the last blast before the pit is flooded"
    assert cosine(persona, edit) > threshold_for(HashedNgrams.name) > cosine(persona, other)


def test_the_default_has_a_threshold_and_a_stranger_is_told_how_to_get_one() -> None:
    assert 0.0 < threshold_for("hashed-char-ngrams") < 1.0
    with pytest.raises(UsageError, match="'my-embedder' has no near-duplicate threshold") as caught:
        threshold_for("my-embedder")
    assert "dramaturg calibrate-gate" in caught.value.fix


def test_unit_rows_scales_to_length_one_and_leaves_the_zero_vector() -> None:
    assert unit_rows([[3.0, 4.0], [0.0, 0.0]]).tolist() == [
        [pytest.approx(0.6), pytest.approx(0.8)],
        [0.0, 0.0],
    ]


@pytest.mark.parametrize("bad", [[[1.0], [1.0, 2.0]], [[float("nan")]], [[float("inf")]], [["a"]], [1.0]])
def test_unusable_vectors_are_refused(bad: list[object]) -> None:
    with pytest.raises(UsageError, match="vectors of unequal length, or with values that are not finite"):
        unit_rows(bad)
