"""Worlds behind MCP servers: each `.yaml` file here is one, and so is each that a scenario names by its path."""

from pathlib import Path

from ...world import WORLDS
from ...world_files import read_by
from . import errands as errands  # plays the library's desk in rehearsals
from . import time_errands as time_errands  # plays the time desk in rehearsals
from .settings import read
from .world import McpWorld

for _file in sorted(Path(__file__).parent.glob("*.yaml")):
    WORLDS.add(f"mcp-{_file.stem}", McpWorld(f"mcp-{_file.stem}", _file, read(_file)))

read_by("command", "the program of an MCP server", lambda name, file: McpWorld(name, file, read(file)))
