"""Functions that somebody wrote for a world: what goes wrong in them is told with its place, as theirs to mend."""

import traceback
from collections.abc import Callable
from pathlib import Path
from typing import ParamSpec, TypeVar

from ..runtime.errors import DramaturgError, UsageError

P = ParamSpec("P")
R = TypeVar("R")


def ask(what: str, function: Callable[P, R], let: type[Exception] = DramaturgError) -> Callable[P, R]:
    """Return a function that tells what goes wrong in another one.

    Args:
        what: what the other one is ("`corner` of the world 'lamp'").
        function: the other one.
        let: errors that mean something to whoever calls it, and pass.

    Raises:
        UsageError: by what is returned, where the other one raises anything else than a named error.
    """

    def asked(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except (DramaturgError, let):
            raise
        except Exception as error:
            said = f"{what} raised {type(error).__name__}: {error}{_place(error)}"
            raise UsageError(said, fix="mend it there; where a tool is to say no, it raises Refused") from error

    return asked


def _place(error: Exception) -> str:
    """Return where it happened: the last line that was reached in the file that was entered."""
    frames = traceback.extract_tb(error.__traceback__)[1:]
    own = [frame for frame in frames if frame.filename == frames[0].filename]
    return f" ({Path(own[-1].filename).name}, line {own[-1].lineno})" if own else ""
