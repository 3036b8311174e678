"""Extensions: files of the user's own that bring a kind, a world or a verifier.

Python is loaded once per process; a world's YAML is read again where it has changed.
"""

import hashlib
import importlib.util
import sys
from collections.abc import Iterable
from pathlib import Path

from ..runtime.errors import DramaturgError, UsageError
from . import world_files

_loaded: dict[Path, str] = {}


def extend(paths: Iterable[str]) -> None:
    """Load files that a scenario uses; what they register is found by its name from then on.

    Raises:
        UsageError: a file is missing or cannot be run.
    """
    for named in paths:
        path = Path(named).expanduser().resolve()
        if world_files.is_world_file(named):
            _read(path)
        elif path not in _loaded:
            _loaded[path] = fingerprint(str(path))
            _run(path)


def fingerprint(named: str, under: str = "uses") -> str:
    """Return the hash of a file's bytes: its part in a scenario's identity.

    Args:
        named: the file's path.
        under: where in a scenario it is named.

    Raises:
        UsageError: it cannot be read.
    """
    try:
        return hashlib.sha256(Path(named).expanduser().read_bytes()).hexdigest()[:24]
    except OSError as error:
        raise UsageError(
            f"{under}: {named} cannot be read: {error.strerror}",
            fix="check the path; it is relative to the scenario, and must lie there for every resume",
        ) from None


def _read(path: Path) -> None:
    now = fingerprint(str(path))
    if _loaded.get(path) != now:
        world_files.bring(path)
        _loaded[path] = now


def _run(path: Path) -> None:
    spec = importlib.util.spec_from_file_location(f"dramaturg_uses_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise UsageError(f"uses: {path} is no Python file", fix="name a file that ends in .py, or a world's .yaml")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # pydantic looks there for the types of a module's models
    try:
        spec.loader.exec_module(module)
    except DramaturgError:
        raise
    except Exception as error:
        raise UsageError(f"uses: {path}: {type(error).__name__}: {error}", fix="mend the file") from None
