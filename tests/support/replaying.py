"""Replays trajectories in a process of its own: `python replaying.py ROWS` prints one line per row that differs.

It makes the calls that stand in the rows and nothing else: no ladder, no proof.
"""

import asyncio
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from dramaturg.scenarios.state import state_hash
from dramaturg.scenarios.world import WORLDS


def differing(rows: Path) -> Iterator[str]:
    for line in rows.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        for problem in asyncio.run(replayed(row)):
            yield f"{row['id']}: {problem}"


async def replayed(row: Mapping[str, Any]) -> list[str]:
    """Return what is otherwise in a fresh world: results, changes, end state."""
    setting, world = row["setting"], WORLDS.get(row["setting"]["world"])
    real = {(tool["name"], tool["actor"]): tool["real"] for tool in row["tools"]}
    problems: list[str] = []
    async with world.begin(setting["seed"], setting["size"]) as simulation:
        for act in row["acts"]:
            for call in act["calls"]:
                name = real.get((call["tool"], act["actor"]), "")
                again = await simulation.call(act["actor"], name, call["arguments"])
                if name and again.model_dump(mode="json") != call["result"]:
                    problems.append(f"{call['id']} gives {again}")
        if state_hash(simulation.snapshot(), world.ordered, world.free_text) != row["state"]:
            problems.append("ends in another state")
    return problems


if __name__ == "__main__":
    for found in differing(Path(sys.argv[1])):
        print(found)
