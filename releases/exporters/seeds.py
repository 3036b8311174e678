"""Seeds for other scenarios: what came up in samples, each with the persona who brought it up.

`dramaturg run persona_instructions --seeds FILE` reads it: `text` is the seed, and `persona` the one who is cast for it
at the scenario's related share.
"""

from ...runtime.errors import UsageError
from ...runtime.frozen import Frozen
from ...scenarios.kind import KINDS
from ...scenarios.seed import Emerged
from ..exporter import Dropped, ExportOptions, Line, Rendered, exporter
from ..lines import json_line
from ..row import Row

NOTHING = "nothing came up that could be a seed"


class SeedRow(Frozen):
    """The keys of a line."""

    text: str
    persona: str
    name: str
    """What the persona was called there."""
    brief: str
    """The sample that it came up in."""
    simulated: bool


@exporter("seeds", "what came up in samples, as seeds for other kinds; each with its persona")
def seeds(row: Row, options: ExportOptions) -> Rendered:
    """Render everything that came up in a row, a line each.

    Raises:
        UsageError: a side to train was named.
    """
    if options.train is not None:
        raise UsageError("seeds have no sides", fix="leave out --train")
    lines = [_line(row, emerged) for emerged in KINDS.get(row.kind).emerged(row.payload)]
    if not lines:
        return Dropped(reason=NOTHING)
    return Line(text=lines[0], more=tuple(lines[1:]))


def _line(row: Row, emerged: Emerged) -> str:
    return json_line(SeedRow(**dict(emerged), brief=row.id, simulated=row.simulated).model_dump(mode="json"))
