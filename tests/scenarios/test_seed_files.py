"""Seeds are read whole and in order; what cannot be read is named by file and line."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dramaturg.runtime.errors import UsageError
from dramaturg.scenarios.seed import Seed
from dramaturg.scenarios.seed_files import read_seeds
from dramaturg.scenarios.spec import LIBRARY_SEEDS, SeedSource


def read(folder: Path, name: str, content: bytes | str, column: str | None = None) -> tuple[Seed, ...]:
    (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return read_seeds([SeedSource(path=name, column=column)], folder)


def refusal(folder: Path, name: str, content: bytes | str, column: str | None = None) -> UsageError:
    with pytest.raises(UsageError) as caught:
        read(folder, name, content, column)
    return caught.value


def test_the_packaged_seeds_are_many_texts_of_many_fields() -> None:
    assert len(read_seeds([SeedSource(path=LIBRARY_SEEDS)], Path())) >= 60


def test_paragraphs_keep_their_heading_and_their_line(tmp_path: Path) -> None:
    seeds = read(tmp_path, "notes.md", "# Pumps\n\nRinse it\nweekly.\n\n\n## Valves\nTurn it.\n")
    assert [(seed.source, seed.text) for seed in seeds] == [
        ("notes.md:1", "# Pumps\nRinse it\nweekly."),
        ("notes.md:7", "## Valves\nTurn it."),
    ]


def test_records_give_the_usual_column_or_the_named_one(tmp_path: Path) -> None:
    lines = '{"id": 1, "instruction": "Rinse it."}\n\n{"id": 2, "instruction": "Turn it."}\n'
    assert [seed.text for seed in read(tmp_path, "a.jsonl", lines)] == ["Rinse it.", "Turn it."]
    assert [seed.source for seed in read(tmp_path, "a.jsonl", lines)] == ["a.jsonl:1", "a.jsonl:3"]
    table = 'id,remark\n1,"Rinse it,\nthen dry it."\n'
    assert [seed.text for seed in read(tmp_path, "b.csv", table, "remark")] == ["Rinse it,\nthen dry it."]


def test_a_glob_takes_its_files_in_order_and_each_text_once(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text("Turn it.\n\nRinse it.\n")
    (tmp_path / "a.txt").write_text("Rinse it.\n")
    seeds = read_seeds([SeedSource(path="*.txt")], tmp_path)
    assert [(seed.text, seed.source) for seed in seeds] == [("Rinse it.", "a.txt:1"), ("Turn it.", "b.txt:1")]


def test_unsafe_characters_are_visibly_replaced(tmp_path: Path) -> None:
    (seed,) = read(tmp_path, "a.jsonl", '{"text": "half \\ud800 pair\\r\\nand \\u0007 bell"}')
    assert seed.text == "half \ufffd pair\nand \ufffd bell"


@pytest.mark.parametrize(
    ("name", "content", "column", "said"),
    [
        ("a.txt", b"\x00\x01\x02", None, "is binary"),
        ("a.txt", b"first line\nsecond \xff line\n", None, "not UTF-8 at line 2"),
        ("a.txt", "", None, "holds no text"),
        ("a.txt", "text", "text", "has no columns"),
        ("a.docx", "text", None, "unknown ending"),
        ("a.jsonl", '{"text": "x"}\n{"text": \n', None, "line 2: not JSON"),
        ("a.jsonl", "[1, 2]\n", None, "line 1: not a JSON object"),
        ("a.jsonl", "[" * 100_000, None, "nested too deeply"),
        ("a.jsonl", '{"body": "x"}\n', None, "there is no column"),
        ("a.jsonl", '{"text": 5}\n', None, "column 'text' holds no text"),
        ("a.csv", "text,n\n,1\n", None, "column 'text' holds no text"),
        ("a.csv", 'text\n"open\n', None, "line"),
    ],
)
def test_what_cannot_be_read_is_named(
    tmp_path: Path, name: str, content: bytes | str, column: str | None, said: str
) -> None:
    error = refusal(tmp_path, name, content, column)
    assert said in error.what
    assert name in error.what
    assert error.fix


def test_the_fix_for_a_missing_column_lists_the_columns(tmp_path: Path) -> None:
    assert "body, title_de" in refusal(tmp_path, "a.jsonl", '{"body": "x", "title_de": "y"}').fix


@pytest.mark.parametrize("path", ["none.txt", "none/*.txt", "."])
def test_missing_files_are_named(tmp_path: Path, path: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_seeds([SeedSource(path=path)], tmp_path)
    assert caught.value.fix


@given(content=st.binary(max_size=300), suffix=st.sampled_from([".txt", ".md", ".jsonl", ".csv"]))
def test_any_bytes_give_seeds_or_a_usage_error(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, suffix: str
) -> None:
    folder = tmp_path_factory.mktemp("any")
    fix, seeds = "none needed", tuple[Seed, ...]()
    try:
        seeds = read(folder, f"any{suffix}", content)
    except UsageError as error:
        fix = error.fix
    assert fix
    assert all(seed.text.strip() and seed.text.encode() for seed in seeds)
