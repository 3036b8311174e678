"""docs/kinds.md says of every kind what the kind says of itself."""

import importlib.util
from pathlib import Path
from types import ModuleType

from dramaturg.scenarios.kind import KINDS

DOCS = Path(__file__).parents[2] / "docs"


def writer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("kinds_page", DOCS / "kinds_page.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_is_the_one_that_make_docs_writes() -> None:
    assert (DOCS / "kinds.md").read_text(encoding="utf-8") == writer().page(), "run `make docs`"


def test_every_kind_says_which_evidence_stands_behind_it() -> None:
    for kind in KINDS.all().values():
        assert len(kind.proven_by.split()) > 3, kind.name
