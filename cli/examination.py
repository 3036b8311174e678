"""What `dramaturg doctor` looks at."""

import os
import platform
import sqlite3
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NamedTuple

LIBRARIES = (
    "langgraph",
    "langchain-openai",
    "networkx",
    "pydantic",
    "faiss-cpu",
    "structlog",
    "SQLAlchemy",
    "aiohttp",
)


class Check(NamedTuple):
    """One thing looked at. An optional one may be missing without harm to what works offline."""

    name: str
    ok: bool
    said: str
    optional: bool = False


def examine() -> list[Check]:
    """Look at everything."""
    return [_python(), *map(_library, LIBRARIES), _sqlite(), _gate(), _rehearsal(), _directory(), _key()]


def _python() -> Check:
    return Check("python", sys.version_info >= (3, 11), f"{platform.python_version()} on {platform.system()}")


def _library(name: str) -> Check:
    try:
        return Check(name, True, version(name))
    except PackageNotFoundError:
        return Check(name, False, "not installed; run `make install`")


def _sqlite() -> Check:
    number = sqlite3.sqlite_version
    return Check("sqlite", sqlite3.sqlite_version_info >= (3, 37), f"{number}, one writing connection per run")


def _gate() -> Check:
    from ..personas.embedders import HashedNgrams, threshold_for
    from ..personas.gate import Gate

    gate = Gate(HashedNgrams(), threshold_for(HashedNgrams.name))
    gate.admit("first", "A ferry engineer who keeps a diary of every bearing he has replaced")
    match = gate.check("A ferry engineer who keeps a diary of each bearing he has replaced")
    return Check("gate", match is not None, f"finds an edited copy (threshold {threshold_for(HashedNgrams.name)})")


def _rehearsal() -> Check:
    from ..runtime.rehearsal.stage import perform

    reply = perform({"model": "rehearsal", "messages": [{"role": "user", "content": "Are you there?"}]})
    return Check("rehearsal", bool(reply.get("choices")), "the offline model answers")


def _directory() -> Check:
    here = Path.cwd()
    return Check("directory", os.access(here, os.W_OK), f"runs are written below {here / 'runs'}")


def _key() -> Check:
    from ..runtime.environment import setting

    there = setting("OPENAI_API_KEY") is not None
    return Check(
        "key",
        there,
        f"OPENAI_API_KEY is {'set' if there else 'not set: only rehearsals and local endpoints'}",
        True,
    )
