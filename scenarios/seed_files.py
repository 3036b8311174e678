"""Reading seeds from files: txt and md by paragraph, jsonl and csv by record."""

import csv
import glob
import io
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple, TypeGuard

from ..runtime.errors import UsageError
from ..runtime.frozen import is_mapping
from ..runtime.text import REPLACEMENT, clean
from .chunks import Block, ChunkSettings, chunks
from .seed import Seed, seed_of
from .spec import LIBRARY_SEEDS, SeedSource

SUFFIXES = (".txt", ".md", ".jsonl", ".csv")
_PROSE = (".txt", ".md")

LIKELY_COLUMNS = ("text", "instruction", "question", "prompt", "content", "description", "title")
"""Columns that are taken, in this order, where the scenario names none."""

PERSONA = "persona"
"""The column that says whose text it is, where the scenario names none."""

csv.field_size_limit(16 * 1024 * 1024)


class Found(NamedTuple):
    """A text in a file: its line, with a number behind it where it is a part, and whose it is where that is told."""

    place: int | str
    text: str
    persona: str = ""


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
            for seed in _seeds_of(path, source):
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


def _seeds_of(path: Path, source: SeedSource) -> list[Seed]:
    readers = {".txt": _paragraphs, ".md": _paragraphs, ".jsonl": _json_lines, ".csv": _csv_records}
    suffix = path.suffix.lower()
    if suffix not in readers:
        raise UsageError(f"seed file {path} has an unknown ending {suffix!r}", fix=f"use one of: {', '.join(SUFFIXES)}")
    text = _read(path)
    found = readers[suffix](path, text, source)
    if source.chunk is not None:
        found = _whole(found, source.chunk) if suffix in _PROSE else _each(found, source.chunk)
    seeds = [seed_of(each.text, f"{path.name}:{each.place}", each.persona) for each in found]
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


def _paragraphs(path: Path, text: str, source: SeedSource) -> Iterator[Found]:
    """Yield blocks between blank lines; a heading goes with the block below it."""
    if source.column is not None or source.persona:
        named = "column" if source.column is not None else "persona"
        raise UsageError(f"seed file {path} has no columns", fix=f"drop `{named}`, or use jsonl or csv")
    held: list[str] = []
    start = 1
    for number, line in enumerate([*text.split("\n"), ""], 1):
        if line.strip():
            start = start if held else number
            held.append(line.rstrip())
        elif held and not (len(held) == 1 and held[0].startswith("#")):
            yield Found(start, "\n".join(held))
            held = []
    if held:
        yield Found(start, "\n".join(held))


def _whole(paragraphs: Iterable[Found], chunk: ChunkSettings) -> Iterator[Found]:
    """Cut a text into chunks that may hold several of its paragraphs."""
    blocks = [Block(line, each.text) for each in paragraphs if isinstance(line := each.place, int)]
    begun: Counter[int] = Counter()
    for block in chunks(blocks, chunk):
        begun[block.line] += 1
        earlier = begun[block.line] > 1
        yield Found(f"{block.line}.{begun[block.line]}" if earlier else block.line, block.text)


def _each(records: Iterable[Found], chunk: ChunkSettings) -> Iterator[Found]:
    """Cut the text of every record by itself; its parts are counted."""
    for record in records:
        parts = list(chunks([Block(1, text) for text in record.text.split("\n\n")], chunk))
        for number, part in enumerate(parts, 1):
            place = record.place if len(parts) == 1 else f"{record.place}.{number}"
            yield Found(place, part.text, record.persona)


def _json_lines(path: Path, text: str, source: SeedSource) -> Iterator[Found]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield _found(path, number, _record(path, number, line), source)


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


def _csv_records(path: Path, text: str, source: SeedSource) -> Iterator[Found]:
    reader = csv.DictReader(io.StringIO(text), strict=True)
    try:
        for record in reader:
            named: dict[str, object] = {str(key): value for key, value in record.items()}
            yield _found(path, reader.line_num, named, source)
    except csv.Error as error:
        raise UsageError(f"{path}, line {reader.line_num}: {error}", fix="quote the field, or give jsonl") from None


def _found(path: Path, number: int, record: dict[str, object], source: SeedSource) -> Found:
    name = source.column or next((likely for likely in LIKELY_COLUMNS if likely in record), None)
    text = _text(path, number, record, name, "column")
    owner = PERSONA if source.persona is None and name != PERSONA else source.persona
    # By default only where it is a text: what else a column of that name holds, its user knows.
    if not owner or (source.persona is None and not _is_text(record.get(owner))):
        return Found(number, text)
    return Found(number, text, _text(path, number, record, owner, "persona"))


def _text(path: Path, number: int, record: dict[str, object], name: str | None, setting: str) -> str:
    value = record.get(name) if name else None
    if not _is_text(value):
        looked = (
            f"column {name!r} holds no text"
            if name in record
            else f"there is no column {name or 'with a usual name'!r}"
        )
        raise UsageError(
            f"{path}, line {number}: {looked}",
            fix=f"set `{setting}` to one of: {', '.join(map(str, record)) or '(the record is empty)'}",
        )
    return clean(value).strip()


def _is_text(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and bool(value.strip(" \n\t" + REPLACEMENT))
