"""The canonical format: whole rows, one JSON object per line."""

from ...runtime.errors import UsageError
from ..exporter import ExportOptions, Line, exporter
from ..lines import json_line
from ..row import Row


@exporter("jsonl", "canonical rows with all their provenance, one JSON object per line")
def jsonl(row: Row, options: ExportOptions) -> Line:
    """Render a row; keys always come in the same order.

    Raises:
        UsageError: a side to train was named.
    """
    if options.train is not None:
        raise UsageError(
            "jsonl holds whole rows, both sides of a talk", fix="leave out --train, or use --format openai or sharegpt"
        )
    return Line(text=json_line(row.model_dump(mode="json")))
