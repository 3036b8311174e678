"""Approval: the tools of a server as somebody read them, held against what it says now.

What a server says of its tools goes into prompts. One that changes its words after they were read can make an
assistant do something else ("rug pull"), so a changed description stops the run.
"""

import re
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml

from ....runtime.errors import UsageError
from ...world import Effect, Tool
from .connection import Lost, connected
from .library import Described
from .settings import Server, read

_SECTION = re.compile(r"^tools:.*?(?=^[^\s#-]|\Z)", re.MULTILINE | re.DOTALL)


def hold_to_approval(server: Server, file: Path, described: Sequence[Described]) -> None:
    """Check that a server still says what was approved. Tools that nobody approved are not offered to anybody.

    Raises:
        UsageError: it says something else, or nothing was approved yet.
    """
    fix = f"read what it says, then: dramaturg approve {file}"
    if Path(__file__).parent in file.parents:
        fix = f"install the release that dramaturg names, or: cp {file} mine.yaml, dramaturg approve mine.yaml, and \
name mine.yaml as the world"
    if not server.tools:
        offered = ", ".join(tool.name for tool in described) or "none"
        raise UsageError(f"{file}: none of the server's tools is approved yet ({offered})", fix=fix)
    if changes := list(_changes(server.tools, described)):
        raise UsageError(f"{file}: the server's tools are not those approved: {'; '.join(changes)}", fix=fix)


async def approve(file: Path) -> list[str]:
    """Start the server of a file, write what it says of its tools into the file, and return what that changes.

    A tool's effect is what the file said before, or else what the server hints at, or else `write`; what must come
    before it is what the file said.

    Raises:
        UsageError: the file cannot be read or written, or the server does not start.
    """
    server = read(file)
    with tempfile.TemporaryDirectory(prefix="dramaturg-mcp-", ignore_cleanup_errors=True) as folder:
        async with connected(server, file, Path(folder)) as connection:
            try:
                described = await connection.described()
            except Lost as lost:
                raise UsageError(f"{file}: the server {lost}", fix="try it by hand") from lost
    before = {tool.name: tool for tool in server.tools}
    tools = [_tool(each, before.get(each.name)) for each in described if each.name not in server.withheld]
    _write(file, tools)
    new = [f"{tool.name} is new: {tool.effect.value}" for tool in tools if tool.name not in before]
    return [*_changes(server.tools, described), *new]


def _changes(approved: Sequence[Tool], described: Sequence[Described]) -> Iterator[str]:
    now = {tool.name: tool for tool in described}
    for tool in approved:
        found = now.get(tool.name)
        if found is None:
            yield f"{tool.name} is gone"
            continue
        if (about := found.description or "") != tool.about:
            yield f"{tool.name} was described as {tool.about!r} and is as {about!r}"
        if found.inputSchema != tool.parameters:
            yield f"{tool.name} took {tool.parameters} and takes {found.inputSchema}"


def _tool(described: Described, before: Tool | None) -> Tool:
    hints = described.annotations
    hinted = Effect.READ if hints is not None and hints.readOnlyHint else Effect.WRITE
    return Tool(
        name=described.name,
        about=described.description or "",
        parameters=described.inputSchema,
        effect=before.effect if before else hinted,
        after=before.after if before else (),
    )


def _write(file: Path, tools: Sequence[Tool]) -> None:
    """Put the tools in the place of those that a file holds, and leave all else in it as it is."""
    unsaid = {"actor"}
    listed: list[dict[str, Any]] = [
        tool.model_dump(mode="json", exclude=unsaid if tool.after else unsaid | {"after"}) for tool in tools
    ]
    section = yaml.safe_dump({"tools": listed}, sort_keys=False, allow_unicode=True, width=110)
    text = file.read_text(encoding="utf-8")
    kept = _SECTION.sub("", text).rstrip("\n")
    try:
        file.write_text(f"{kept}\n{section}", encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{file} cannot be written: {error}", fix="approve a copy of it that is yours") from error
