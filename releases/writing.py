"""Writing a file whole or not at all."""

import os
import shlex
import tempfile
from collections.abc import Iterable
from pathlib import Path

from ..graphs.directory import LEDGER_FILE
from ..runtime.errors import UsageError
from ..runtime.lock import LOCK_FILE


def write_lines(path: Path, lines: Iterable[str], run_directory: Path) -> None:
    """Write lines to `path` as UTF-8: whoever reads it sees the old file or the whole new one.

    Inside the run directory the file is its owner's alone, as everything there; elsewhere the umask decides.

    Raises:
        UsageError: the file cannot be written, or is one that the run itself lives in.
    """
    if path.absolute().is_relative_to("/dev"):  # what stands behind /dev/stdout would be replaced
        raise _unwritable(path, "it is a device")
    target, home = path.expanduser().resolve(), run_directory.resolve()
    _refuse(target, home)
    try:
        handle, temporary = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
        try:
            _fill(handle, lines)
            os.chmod(temporary, 0o600 if target.is_relative_to(home) else 0o666 & ~_umask())
            os.replace(temporary, target)
        except BaseException:
            os.unlink(temporary)
            raise
        _sync_folder(target.parent)
    except OSError as error:
        raise _unwritable(path, error.strerror or str(error)) from error


def _refuse(target: Path, home: Path) -> None:
    if target.parent == home and (target.name == LOCK_FILE or target.name.startswith(LEDGER_FILE)):
        raise UsageError(f"{target} belongs to the run itself", fix="give the file another name")
    if not target.parent.is_dir():
        folder = shlex.quote(str(target.parent))
        raise UsageError(f"there is no folder {target.parent}", fix=f"make it first: mkdir -p {folder}")
    if target.exists() and not target.is_file():
        raise _unwritable(target, "it is no ordinary file")


def _fill(handle: int, lines: Iterable[str]) -> None:
    with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
        for line in lines:
            file.write(line + "\n")
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Make the new name last through a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _unwritable(path: Path, why: str) -> UsageError:
    return UsageError(f"{path} cannot be written: {why}", fix="name a file that you may write to")
