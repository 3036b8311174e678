"""Runs the command line in a process of its own, with every use of a socket written down by an audit hook."""

import asyncio
import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

CANARY: Final = "canary-5d1f"
"""Part of every secret that the process is given."""

_HOOK: Final = """
import json, sys
log = open(sys.argv[1], "a", buffering=1)
def note(event, given):
    if event.startswith("socket."):
        log.write(json.dumps([event, [str(one) for one in given[1:]]]) + "\\n")
sys.addaudithook(note)
sys.argv = ["dramaturg", *sys.argv[2:]]
"""
_RUN: Final = "from dramaturg.cli import main\nmain()\n"

_PROBE: Final = ["socket.bind", ["('::1', 0)"]]
"""What urllib3 does when it is imported, to learn whether the machine has IPv6: it neither listens nor connects."""

_QUIET: Final = frozenset(("socket.__new__", "socket.gethostname"))


@dataclass(frozen=True)
class Watched:
    """How a process ended, what it printed, and what it did with sockets."""

    code: int
    printed: bytes
    events: Sequence[tuple[str, Sequence[str]]]

    @property
    def reaching_out(self) -> list[tuple[str, Sequence[str]]]:
        """What may lead out of the process."""
        return [event for event in self.events if event[0] not in _QUIET and list(event) != _PROBE]


def secretive(proxy: str) -> dict[str, str]:
    """Return an environment that asks every library to talk: tracing on, a proxy, and keys for all."""
    with_name = proxy.replace("://", f"://user:{CANARY}@")
    return {
        "LANGSMITH_TRACING": "true",
        "LANGCHAIN_TRACING_V2": "true",
        "LANGSMITH_API_KEY": f"ls-{CANARY}",
        "LANGCHAIN_API_KEY": f"ls-{CANARY}",
        "LANGSMITH_ENDPOINT": f"{proxy}/langsmith",
        "HTTP_PROXY": with_name,
        "HTTPS_PROXY": with_name,
        "ALL_PROXY": with_name,
        "http_proxy": with_name,
        "https_proxy": with_name,
        "all_proxy": with_name,
        "HF_TOKEN": f"hf_{CANARY}",
        "OPENAI_API_KEY": f"sk-{CANARY}",
    }


async def watched(
    *words: str, cwd: Path, environment: Mapping[str, str], code: str = _RUN, before: Sequence[str] = ()
) -> Watched:
    """Run `dramaturg WORDS` in a folder and return what it did; `before` is a command that runs it."""
    log = cwd / "sockets.log"
    process = await asyncio.create_subprocess_exec(
        *before,
        sys.executable,
        "-c",
        _HOOK + code,
        str(log),
        *words,
        cwd=cwd,
        env={**os.environ, **environment, "TMPDIR": str(cwd)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    printed, _ = await process.communicate()
    events = [json.loads(line) for line in log.read_text().splitlines()]
    log.unlink()
    return Watched(process.returncode or 0, printed, [(name, given) for name, given in events])


def files_with(secret: str, folder: Path) -> list[str]:
    """Return the files in a folder that hold a secret in any of their bytes."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return [str(path.relative_to(folder)) for path in files if secret.encode() in path.read_bytes()]
