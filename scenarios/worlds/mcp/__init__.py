"""Worlds behind MCP servers: each `.yaml` file here is one, and so is each that a scenario names by its path."""

from pathlib import Path

from ...world import WORLDS
from .settings import read
from .world import McpWorld

for _file in sorted(Path(__file__).parent.glob("*.yaml")):
    WORLDS.add(f"mcp-{_file.stem}", McpWorld(f"mcp-{_file.stem}", _file, read(_file)))

WORLDS.read(".yaml", lambda name: McpWorld(name, Path(name), read(Path(name))))
