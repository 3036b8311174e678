"""Each graph is the one that docs/graphs.md shows."""

import re
from pathlib import Path

import pytest

from dramaturg.graphs import dialogue, expansion, gathering, production, trajectory

SHOWN = Path(__file__).parents[2] / "docs" / "graphs.md"


GRAPHS = {
    "expansion": expansion,
    "production": production,
    "dialogue": dialogue,
    "gathering": gathering,
    "trajectory": trajectory,
}


def picture(name: str) -> str:
    drawn = GRAPHS[name].build().get_graph().draw_mermaid()
    return re.sub(r"^---\n.*?\n---\n", "", drawn, flags=re.DOTALL).replace("\t", "    ").strip()


@pytest.mark.parametrize("name", GRAPHS)
def test_docs_show_the_graph_as_it_is(name: str) -> None:
    shown = re.search(
        rf"## {name}\n.*?```mermaid\n(.*?)\n```", SHOWN.read_text(encoding="utf-8"), re.DOTALL | re.IGNORECASE
    )
    assert shown is not None, f"docs/graphs.md has no picture of {name}"
    assert shown.group(1) == picture(name)
