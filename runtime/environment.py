"""Settings from outside: the process's environment first, then `.env` in the working directory."""

import os
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from .errors import UsageError

DOTENV = ".env"

_LINE = re.compile(r"\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(.*?)\s*")


def setting(name: str) -> str | None:
    """Return a setting, None where it is not set or empty.

    Raises:
        UsageError: `.env` is there and cannot be read.
    """
    return os.environ.get(name) or read_dotenv(Path.cwd() / DOTENV).get(name) or None


@cache
def read_dotenv(path: Path) -> Mapping[str, str]:
    """Return what a `.env` file sets: NAME=VALUE lines, quotes and `export` allowed, # for comments.

    A message never holds the line itself, which may be a secret.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"{path} cannot be read: {type(error).__name__}", fix="make it a UTF-8 text file, or remove it"
        ) from None
    found: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line.lstrip().startswith("#"):
            name, value = _entry(path, number, line)
            found[name] = value
    return found


def _entry(path: Path, number: int, line: str) -> tuple[str, str]:
    match = _LINE.fullmatch(line)
    if match is None:
        raise UsageError(f"{path}, line {number}: not NAME=VALUE", fix="write NAME=VALUE, or # before a comment")
    name, value = match.groups()
    if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'":
        return name, value[1:-1]
    return name, value.split(" #")[0].rstrip()
