"""Words addressed to a judge, critic or model have no place in a row."""

from collections.abc import Iterator, Mapping

from ...runtime.orders import orders_in
from ..brief import Brief
from ..finding import Finding
from .evidence import defect


def addressed_to_model(parts: Mapping[str, str], brief: Brief) -> Iterator[Finding]:
    """Find orders to a model, forged marks and dictated verdicts."""
    for where, text in parts.items():
        for order in orders_in(text):
            problem = "it addresses whoever reads the draft as a model"
            yield defect("addressed_to_model", where, problem, "leave it out", quote=order.passage[:200])
