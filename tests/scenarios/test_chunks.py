"""Long texts are cut into passages of a length: nothing is lost, and each says where it stands."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from dramaturg.scenarios.chunks import Block, ChunkSettings, chunks
from dramaturg.scenarios.seed_files import read_seeds
from dramaturg.scenarios.spec import SeedSource

SENTENCES = st.integers(1, 30).map(lambda number: " ".join(f"w{at}" for at in range(number)) + ".")
PARAGRAPHS = st.lists(st.lists(SENTENCES, min_size=1, max_size=6).map(" ".join), min_size=1, max_size=8)


def blocks(paragraphs: list[str]) -> list[Block]:
    """Return paragraphs whose words are all different, one per line."""
    numbered: list[Block] = []
    count = 0
    for line, text in enumerate(paragraphs, 1):
        held: list[str] = []
        for word in text.split():
            count += 1
            held.append(f"{count}{'.' if word.endswith('.') else ''}")
        numbered.append(Block(line, " ".join(held)))
    return numbered


@given(PARAGRAPHS, st.integers(1, 20), st.integers(0, 12))
def test_every_word_is_in_a_chunk_in_order_and_none_is_too_long(
    paragraphs: list[str], least: int, overlap: int
) -> None:
    whole = blocks(paragraphs)
    settings = ChunkSettings(words=(least, 40), overlap=overlap)
    cut = [block.text.split() for block in chunks(whole, settings)]
    assert all(len(held) <= 40 for held in cut)
    assert all(one != other for one, other in pairwise(cut))
    seen: list[str] = []
    for held in cut:
        new = [word for word in held if word not in seen]
        assert new, "a chunk that brings nothing"
        seen += new
    assert seen == " ".join(block.text for block in whole).split()


@given(PARAGRAPHS)
def test_without_overlap_no_word_comes_twice_but_in_the_last_chunk(paragraphs: list[str]) -> None:
    cut = [block.text.split() for block in chunks(blocks(paragraphs), ChunkSettings(words=(5, 40), overlap=0))]
    told = [word for held in cut[:-1] for word in held]
    assert len(told) == len(set(told))


def test_a_chunk_begins_with_the_last_sentences_of_the_one_before() -> None:
    text = " ".join(f"This is sentence number {number}." for number in range(12))
    first, second, *_ = chunks([Block(1, text)], ChunkSettings(words=(10, 20), overlap=5))
    assert first.text.endswith("number 3.")
    assert second.text.startswith("This is sentence number 3. This is sentence number 4.")


@pytest.mark.parametrize("wrong", [{"words": (9, 3)}, {"words": (0, 3)}, {"words": (10, 20), "overlap": 15}])
def test_a_band_that_cannot_be_kept_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        ChunkSettings.model_validate(wrong)


def test_chunks_of_files_say_where_they_stand(tmp_path: Path) -> None:
    long = " ".join(f"Sentence {number} is here." for number in range(8))
    (tmp_path / "notes.md").write_text(f"# Pumps\n\nRinse it.\n\n{long}\n", encoding="utf-8")
    (tmp_path / "notes.jsonl").write_text(f'{{"text": "Short one."}}\n{{"text": "{long}"}}\n', encoding="utf-8")
    chunk = ChunkSettings(words=(8, 16), overlap=0)
    prose = read_seeds([SeedSource(path="notes.md", chunk=chunk)], tmp_path)
    assert [seed.source for seed in prose] == ["notes.md:1", "notes.md:5", "notes.md:5.2"]
    assert prose[0].text.startswith("# Pumps\nRinse it.\n\nSentence 0")
    records = read_seeds([SeedSource(path="notes.jsonl", chunk=chunk)], tmp_path)
    assert [seed.source for seed in records] == ["notes.jsonl:1", "notes.jsonl:2.1", "notes.jsonl:2.2"]
