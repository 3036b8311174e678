"""Playing in worlds behind MCP servers, and the file and processes of the server with moods."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from dramaturg.scenarios.proof import hash_of
from dramaturg.scenarios.world import Result, World
from dramaturg.scenarios.worlds.mcp.approval import approve
from dramaturg.scenarios.worlds.mcp.settings import read
from dramaturg.scenarios.worlds.mcp.world import McpWorld

MOODY = Path(__file__).with_name("moody_mcp_server.py")

Calls = Sequence[tuple[str, Mapping[str, Any]]]


async def played(world: World, calls: Calls, seed: int = 5, size: int = 4) -> tuple[list[Result], str]:
    """Give the results of calls in a fresh server, and the hash of the end."""
    async with world.begin(seed, size) as simulation:
        results = [await simulation.call("assistant", name, arguments) for name, arguments in calls]
        return results, hash_of(world, simulation.snapshot())


def held(file: Path) -> World:
    """Give the world that a file holds."""
    return McpWorld(file.stem, file, read(file))


class Moody:
    """A world's file for the moody server, and the processes that were started for it."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "moody.yaml"
        self._pids = folder / "pids"
        self.settings: dict[str, Any] = {
            "about": "notes",
            "policy": "Note what you are told.",
            "command": "{python}",
            "args": [str(MOODY)],
            "observe": {"notes": {"tool": "recall"}},
            "env": {"PIDS": str(self._pids)},
        }

    def written(self, name: str = "moody.yaml", **changed: Any) -> Path:
        file = self.file.with_name(name)
        file.write_text(yaml.safe_dump({**self.settings, **changed}, sort_keys=False))
        return file

    def approved(self, **changed: Any) -> World:
        asyncio.run(approve(self.written(**changed)))
        return held(self.file)

    def running(self) -> list[int]:
        """Give the processes that are still there; each was started, and counts once."""
        pids = [int(line) for line in self._pids.read_text().split()]
        assert pids
        return [pid for pid in pids if Path(f"/proc/{pid}").exists()]
