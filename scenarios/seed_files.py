"""Reading seeds from files: txt and md by paragraph, jsonl and csv by record."""

import csv
import glob
import io
import json
from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path

from ..runtime.errors import UsageError
from ..runtime.frozen import is_mapping
from ..runtime.text import REPLACEMENT, clean
from .seed import Seed, seed_of
from .spec import LIBRARY_SEEDS, SeedSource

SUFFIXES = (".txt", ".md", ".jsonl", ".csv")

LIKELY_COLUMNS = ("text", "instruction", "question", "prompt", "content", "description", "title")
"""Columns that are taken, in this order, where the scenario names none."""

csv.field_size_limit(16 * 1024 * 1024)


def read_seeds(sources: Sequence[SeedSource], base: Path) -> tuple[Seed, ...]:
    """Return the seeds of all sources in order, each text once.

    Args:
        sources: paths or globs; relative ones start at `base`.
        base: the folder of the scenario, or the working directory for `--seeds`.

    Raises:
        UsageError: a file is missing, empty, not text, or holds no such column; the message names file and line.
    """
    found: dict[str, Seed] = {}
    for source in sources:
        for path in _paths(source, base):
            for seed in _seeds_of(path, source.column):
                found.setdefault(seed.id, seed)
    return tuple(found.values())


def _paths(source: SeedSource, base: Path) -> list[Path]:
    if source.path == LIBRARY_SEEDS:
        return [Path(str(files(f"{__package__}.library") / "seeds.jsonl"))]
    pattern = str(base / Path(source.path).expanduser())
    if glob.has_magic(source.path):
        paths = [path for path in map(Path, sorted(glob.glob(pattern, recursive=True))) if path.is_file()]
        if not paths:
            raise UsageError(
                f"no seed file matches {source.path!r}",
                fix=f"check the pattern; it was looked up as {pattern}",
            )
        return paths
    return [Path(pattern)]


def _seeds_of(path: Path, column: str | None) -> list[Seed]:
    readers = {".txt": _paragraphs, ".md": _paragraphs, ".jsonl": _json_lines, ".csv": _csv_records}
    suffix = path.suffix.lower()
    if suffix not in readers:
        raise UsageError(f"seed file {path} has an unknown ending {suffix!r}", fix=f"use one of: {', '.join(SUFFIXES)}")
    text = _read(path)
    seeds = [seed_of(found, f"{path.name}:{place}") for place, found in readers[suffix](path, text, column)]
    if not seeds:
        raise UsageError(f"seed file {path} holds no text", fix="put at least one text into it, or leave it out")
    return seeds


def _read(path: Path) -> str:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise UsageError(
            f"there is no seed file {path}", fix="check the path; globs such as 'notes/*.md' work too"
        ) from None
    except OSError as error:
        raise UsageError(f"seed file {path} cannot be read: {error.strerror}", fix="name a readable file") from None
    if b"\0" in content[:65536]:
        raise UsageError(f"seed file {path} is binary, not text", fix="give a UTF-8 text file (txt, md, jsonl, csv)")
    try:
        return clean(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise UsageError(
            f"seed file {path} is not UTF-8 at line {line}",
            fix=f"convert it, for example: iconv -t UTF-8 {path}",
        ) from None


def _paragraphs(path: Path, text: str, column: str | None) -> Iterator[tuple[int, str]]:
    """Yield blocks between blank lines; a heading goes with the block below it."""
    if column is not None:
        raise UsageError(f"seed file {path} has no columns", fix="drop `column`, or use jsonl or csv")
    held: list[str] = []
    start = 1
    for number, line in enumerate([*text.split("\n"), ""], 1):
        if line.strip():
            start = start if held else number
            held.append(line.rstrip())
        elif held and not (len(held) == 1 and held[0].startswith("#")):
            yield start, "\n".join(held)
            held = []
    if held:
        yield start, "\n".join(held)


def _json_lines(path: Path, text: str, column: str | None) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield number, _column(path, number, _record(path, number, line), column)


def _record(path: Path, number: int, line: str) -> dict[str, object]:
    try:
        record = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        what = error.msg if isinstance(error, json.JSONDecodeError) else "nested too deeply"
        raise UsageError(f"{path}, line {number}: not JSON ({what})", fix="write one JSON object per line") from None
    if isinstance(record, str):
        return {"text": record}
    if not is_mapping(record):
        raise UsageError(f"{path}, line {number}: not a JSON object", fix="write one JSON object per line")
    return {str(key): value for key, value in record.items()}


def _csv_records(path: Path, text: str, column: str | None) -> Iterator[tuple[int, str]]:
    reader = csv.DictReader(io.StringIO(text), strict=True)
    try:
        for record in reader:
            named: dict[str, object] = {str(key): value for key, value in record.items()}
            yield reader.line_num, _column(path, reader.line_num, named, column)
    except csv.Error as error:
        raise UsageError(f"{path}, line {reader.line_num}: {error}", fix="quote the field, or give jsonl") from None


def _column(path: Path, number: int, record: dict[str, object], column: str | None) -> str:
    name = column or next((likely for likely in LIKELY_COLUMNS if likely in record), None)
    value = record.get(name) if name else None
    if not isinstance(value, str) or not value.strip(" \n\t" + REPLACEMENT):
        looked = (
            f"column {name!r} holds no text"
            if name in record
            else f"there is no column {name or 'with a usual name'!r}"
        )
        raise UsageError(
            f"{path}, line {number}: {looked}",
            fix=f"set `column` to one of: {', '.join(map(str, record)) or '(the record is empty)'}",
        )
    return clean(value).strip()
