"""Chunks: a long text cut into passages of about the same length, at the ends of paragraphs and sentences."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple, Self

from pydantic import Field, model_validator

from ..runtime.frozen import Frozen

_SENTENCE: Final = re.compile(r"\S.*?(?:[.!?](?=\s)|\Z)", re.DOTALL)


class ChunkSettings(Frozen):
    """How long chunks are, and how much of one comes again at the start of the next."""

    words: tuple[int, int] = (80, 200)
    """Least and most words. A chunk is shorter only where the next sentence does not fit, or the text has no more."""
    overlap: int = Field(default=20, ge=0)
    """Words of the chunk before, as whole sentences and at most so many, that come again."""

    @model_validator(mode="after")
    def _band(self) -> Self:
        least, most = self.words
        if not 1 <= least <= most:
            raise ValueError(f"words must be [least, most] with 1 <= least <= most, not {list(self.words)}")
        if self.overlap + least > most:
            raise ValueError(f"overlap must leave room for new text: at most {most - least}")
        return self


class Block(NamedTuple):
    """A paragraph, and the line that it begins in."""

    line: int
    text: str


class _Piece(NamedTuple):
    """A sentence, or as much of a long one as fits a chunk."""

    line: int
    text: str
    length: int
    opens: bool
    """Whether a paragraph begins with it."""


def chunks(blocks: Iterable[Block], settings: ChunkSettings) -> Iterator[Block]:
    """Yield the chunks of a text in order, each with the line that it begins in."""
    pieces = [piece for block in blocks for piece in _pieces(block, settings.words[1])]
    start, end = 0, 0
    while end < len(pieces):
        end = _end(pieces, start, end, settings)
        if end == len(pieces):
            start = _reaching_back(pieces, start, settings)
        yield Block(pieces[start].line, _joined(pieces[start:end]))
        start = _next_start(pieces, start, end, settings)


def _pieces(block: Block, most: int) -> Iterator[_Piece]:
    for found in _SENTENCE.finditer(block.text):
        line = block.line + block.text.count("\n", 0, found.start())
        held = found.group().split()
        whole = len(held) <= most
        parts = [found.group()] if whole else [" ".join(held[at : at + most]) for at in range(0, len(held), most)]
        for number, part in enumerate(parts):
            yield _Piece(line, part, len(part.split()), opens=found.start() == 0 and number == 0)


def _end(pieces: Sequence[_Piece], start: int, taken: int, settings: ChunkSettings) -> int:
    """Return where the chunk ends: with a paragraph once it is long enough, at the latest before it is too long."""
    least, most = settings.words
    length, end = 0, start
    while end < len(pieces) and length + pieces[end].length <= most:
        if end > taken and length >= least and pieces[end].opens:
            break
        length += pieces[end].length
        end += 1
    return end


def _next_start(pieces: Sequence[_Piece], start: int, end: int, settings: ChunkSettings) -> int:
    """Return where the next chunk starts: a little before this one's end, as far as a new sentence still fits."""
    place = end
    room = min(settings.overlap, settings.words[1] - pieces[end].length) if end < len(pieces) else 0
    while place - 1 > start and pieces[place - 1].length <= room:
        room -= pieces[place - 1].length
        place -= 1
    return place


def _reaching_back(pieces: Sequence[_Piece], start: int, settings: ChunkSettings) -> int:
    """Return where the last chunk starts, so that it is not shorter than the others."""
    least, most = settings.words
    length = sum(piece.length for piece in pieces[start:])
    while start > 0 and length < least and length + pieces[start - 1].length <= most:
        start -= 1
        length += pieces[start].length
    return start


def _joined(pieces: Sequence[_Piece]) -> str:
    text = pieces[0].text
    for piece in pieces[1:]:
        text += ("\n\n" if piece.opens else " ") + piece.text
    return text
