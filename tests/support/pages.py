"""Pages of the documentation as tests read them: blocks of code, and what commands are said to print."""

import re
from pathlib import Path
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).resolve().parents[2]


class Command(NamedTuple):
    """A command as a page shows it, and the lines that it is said to print."""

    words: str
    printed: list[str]


def blocks(page: str, language: str) -> list[str]:
    """Return the blocks of a language in a page, in order."""
    text = (ROOT / page).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def commands(page: str) -> list[Command]:
    """Return the commands that a page shows, in order."""
    found: list[Command] = []
    for line in "".join(blocks(page, "console")).splitlines():
        if line.startswith("$ "):
            found.append(Command(line.removeprefix("$ "), []))
        else:
            found[-1].printed.append(line)
    return found


def missing(promised: list[str], printed: str, varies: str = "…") -> list[str]:
    """Return the promised lines that do not come, in this order, in what was printed.

    Args:
        promised: lines of a page; `…` stands for anything, also for lines that are left out.
        printed: what came.
        varies: what stands for anything as well, such as ids: a regular expression.
    """
    lines = iter([" ".join(line.split()) for line in printed.splitlines()])
    wanted = [re.sub(varies, "…", line) for line in promised if line.strip(" …")]
    return [line for line in wanted if not any(_pattern(line).fullmatch(each) for each in lines)]


def _pattern(line: str) -> re.Pattern[str]:
    parts = (re.escape(part) for part in re.split(r"\s*…\s*", " ".join(line.split())))
    return re.compile(".*".join(parts))
