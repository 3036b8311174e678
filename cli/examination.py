"""What `dramaturg doctor` looks at."""

import asyncio
import platform
import sqlite3
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from tempfile import TemporaryFile
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
EXTRAS = {"agentdojo": "agentdojo", "mcp": "langchain-mcp-adapters"}
"""What each extra is known by. The sandbox has a check of its own: what it needs may come from elsewhere."""

WITHOUT_THE_FLAW = (3, 51, 3)


class Check(NamedTuple):
    """One thing looked at. An optional one may be missing without harm to what works offline."""

    name: str
    ok: bool
    said: str
    optional: bool = False
    fix: str = ""


def examine() -> list[Check]:
    """Look at everything."""
    ours = [_python(), *map(_library, LIBRARIES), *(_extra(*extra) for extra in EXTRAS.items())]
    return [*ours, _sqlite(), _gate(), _rehearsal(), _sandbox(), _directory(), _key()]


def _python() -> Check:
    said = f"{platform.python_version()} on {platform.system()}"
    return Check("python", sys.version_info >= (3, 11), said)


def _library(name: str) -> Check:
    try:
        return Check(name, True, version(name))
    except PackageNotFoundError:
        return Check(name, False, "not installed", fix="make install")


def _extra(name: str, library: str) -> Check:
    try:
        return Check(f"extra {name}", True, f"{library} {version(library)}")
    except PackageNotFoundError:
        return Check(f"extra {name}", False, "not installed", True, f"pip install 'dramaturg[{name}]'")


def _sqlite() -> Check:
    number = sqlite3.sqlite_version
    if sqlite3.sqlite_version_info < (3, 37):
        return Check("sqlite", False, number, fix="use a Python that is linked with SQLite 3.37 or newer")
    if sqlite3.sqlite_version_info < WITHOUT_THE_FLAW:
        said = f"{number}: before 3.51.3 two connections that write can damage a file; a run has one"
        return Check("sqlite", False, said, True, "write to no ledger.sqlite with other tools")
    return Check("sqlite", True, f"{number}, one writing connection per run")


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


def _sandbox() -> Check:
    from ..runtime.sandbox import Sandbox

    probe = asyncio.run(Sandbox().probe())
    said = probe.said if probe.ok else f"off, code stays unexecuted: {probe.said}"
    return Check("sandbox", probe.ok, said, True, probe.fix)


def _directory() -> Check:
    runs = Path.cwd() / "runs"
    place = runs if runs.is_dir() else Path.cwd()
    try:
        with TemporaryFile(dir=place) as file:
            file.write(b"\0")
    except OSError as error:
        said = f"{place} takes no files: {error.strerror}"
        return Check("directory", False, said, fix="start from another folder, or give --out DIR")
    return Check("directory", True, f"runs are written below {runs}")


def _key() -> Check:
    from ..runtime.environment import setting
    from ..runtime.errors import UsageError

    try:
        is_set = setting("OPENAI_API_KEY") is not None
    except UsageError as error:
        return Check("key", False, error.what, fix=error.fix)
    if is_set:
        return Check("key", True, "OPENAI_API_KEY is set", True)
    said = "OPENAI_API_KEY is not set: only rehearsals and local endpoints"
    return Check("key", False, said, True, "export OPENAI_API_KEY=..., or a line in .env")
