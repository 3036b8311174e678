"""A seed: a piece of real text that everything grows from."""

from ..runtime.frozen import Frozen
from ..runtime.identity import digest


class Seed(Frozen):
    """A text and where it stands: `source` is a file's base name and a line or paragraph number."""

    id: str
    text: str
    source: str


def seed_of(text: str, source: str) -> Seed:
    """Return the seed of a text; its id follows from the text alone."""
    return Seed(id=digest("seed", text), text=text, source=source)
