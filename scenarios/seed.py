"""A seed: a piece of real text that everything grows from."""

from pydantic import Field

from ..runtime.frozen import Frozen
from ..runtime.identity import digest


class Seed(Frozen):
    """A text and where it stands: `source` is a file's base name and a line or paragraph number."""

    id: str
    text: str
    source: str
    persona: str = Field(default="", exclude_if=lambda persona: not persona)
    """Whose text it is, where the record says so."""


class Emerged(Frozen):
    """What came up in a sample and may become a seed: a text, and who brought it up."""

    text: str
    persona: str
    name: str


def seed_of(text: str, source: str, persona: str = "") -> Seed:
    """Return the seed of a text; its id follows from the text, and from whose it is where that is known."""
    parts = (text, persona) if persona else (text,)
    return Seed(id=digest("seed", *parts), text=text, source=source, persona=persona)
