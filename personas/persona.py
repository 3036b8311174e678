"""A persona: one or two specific sentences about somebody, and where they come from."""

from enum import StrEnum

from ..runtime.frozen import Frozen
from ..runtime.identity import digest


class Origin(StrEnum):
    """How a persona came to be."""

    GIVEN = "given"
    TEXT = "text"
    RELATION = "relation"


class Lens(StrEnum):
    """How a persona stands to the text that it was inferred from (Persona Hub, section 2.1)."""

    READS = "reads"
    WRITES = "writes"
    LIKES = "likes"
    DISLIKES = "dislikes"


class Granularity(StrEnum):
    """How specific a description is asked to be (Persona Hub, section 2.1)."""

    COARSE = "coarse"
    FINE = "fine"


class Persona(Frozen):
    """Somebody who can act.

    `round` is 0 for a persona given or inferred from a text and counts relation steps from there.
    """

    id: str
    text: str
    origin: Origin
    granularity: Granularity = Granularity.FINE
    round: int = 0
    attributes: dict[str, str] = {}


class Candidate(Frozen):
    """A persona that was proposed and has not passed the gate yet.

    `source` is the seed it was inferred from, or the persona it is related to; `tie` says how:
    `reads`, `writes`, `likes`, `dislikes` for a seed, the relation's name for a persona.
    """

    text: str
    origin: Origin
    granularity: Granularity
    round: int
    source: str
    tie: str
    ordinal: int
    attributes: dict[str, str] = {}

    def admitted(self) -> Persona:
        """Return the persona that this candidate becomes; its id is its place, not its text alone."""
        return Persona(
            id=digest("persona", self.round, self.source, self.tie, self.ordinal, self.text),
            text=self.text,
            origin=self.origin,
            granularity=self.granularity,
            round=self.round,
            attributes=self.attributes,
        )
