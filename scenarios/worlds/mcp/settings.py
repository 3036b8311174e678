"""What a file says of an MCP server: how it is started, what it begins with, and which of its tools were approved.

about: books, members and loans of a library
policy: …
command: mcp-server-sqlite
args: [--db-path, library.db]
setup: [{tool: create_table, arguments: {query: CREATE TABLE …}}]
observe: {books: {tool: read_query, arguments: {query: SELECT * FROM books}}}
tools: …     written by `dramaturg approve FILE`
"""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import Field, ValidationError

from ....runtime.errors import UsageError
from ....runtime.frozen import Frozen, is_list, is_mapping
from ...world import Tool


class ServerCall(Frozen):
    """A call that we make ourselves. In texts of its arguments `{seed}` and `{size}` stand for those numbers."""

    tool: str
    arguments: dict[str, Any] = {}

    def filled(self, seed: int, size: int) -> dict[str, Any]:
        """Return the arguments for one state."""
        return {name: _filled(value, seed, size) for name, value in self.arguments.items()}


class Server(Frozen):
    """An MCP server over stdio, and the world that it makes up."""

    about: str
    policy: str
    command: str
    """A program beside our Python or on the PATH; `{python}` is our Python."""
    args: tuple[str, ...] = ()
    """In these, `{here}` is the folder of this file. The working directory is fresh and empty."""
    env: dict[str, str] = {}
    """Added to PATH, a HOME and TMPDIR in the working directory, and TZ=UTC; nothing else of ours is handed on."""
    modules: tuple[Annotated[str, Field(pattern=r"^\w+$")], ...] = ()
    """Python modules that `{python}` needs for it."""
    install: str = ""
    """What brings the command and these modules, in a line."""
    setup: tuple[ServerCall, ...] = ()
    """Calls that populate a fresh server."""
    observe: dict[str, ServerCall] = {}
    """Calls whose results are the state: what none of them shows is no part of it."""
    corner: str | None = None
    """The part of the state of which a task is about one record, with what belongs to it (see `kin.py`)."""
    ordered: frozenset[str] = frozenset()
    free_text: frozenset[str] = frozenset()
    errors: str | None = None
    """How a text begins that is an error, for servers that do not say so otherwise: a regular expression."""
    starts_within: float = Field(default=60.0, gt=0)
    """Seconds; a server that takes longer is ended."""
    answers_within: float = Field(default=20.0, gt=0)
    """Seconds for a call; a server that takes longer is given up."""
    withheld: frozenset[str] = frozenset()
    """Tools that the assistant is not given: what they do cannot be observed, say."""
    tools: tuple[Tool, ...] = ()
    """What the server said of its tools when somebody read and approved it."""

    def arguments(self, file: Path) -> list[str]:
        """Return the arguments of the command."""
        return [arg.replace("{here}", str(file.parent.resolve())) for arg in self.args]

    def program(self) -> str:
        """Return the command's name or path."""
        return self.command.replace("{python}", sys.executable)


def read(file: Path) -> Server:
    """Return what a file says.

    Raises:
        UsageError: the file cannot be read, or does not describe a server.
    """
    fix = f"see {Path(__file__).with_name('sqlite.yaml')} for an example"
    try:
        return Server.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise UsageError(f"the world {file} cannot be read: {error}", fix=fix) from error
    except ValidationError as error:
        faults = error.errors(include_url=False, include_context=False, include_input=False)
        said = "\n".join(f"{file}: {'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in faults[:5])
        raise UsageError(said, fix=fix) from error


def _filled(value: Any, seed: int, size: int) -> Any:
    if isinstance(value, str):
        return value.replace("{seed}", str(seed)).replace("{size}", str(size))
    if is_list(value):
        return [_filled(each, seed, size) for each in value]
    if is_mapping(value):
        filled: Mapping[str, Any] = {str(key): _filled(each, seed, size) for key, each in value.items()}
        return filled
    return value
