"""A rehearsed run seen from below: the system calls of all its threads and children, where strace is at hand.

An audit hook sees what Python does; only the kernel's view also covers what compiled libraries do.
"""

import asyncio
import re
import shutil
from pathlib import Path

import pytest

from model_server import trap
from watched import CANARY, files_with, secretive, watched

_TALKING = re.compile(r"\b(connect|listen|accept4?|sendmsg|sendmmsg|sendto|bind)\((.*)")
_OWN_PAIR = re.compile(r'^\d+, "\\0", 1, 0, NULL, 0(?:\)| <unfinished)')
"""An event loop that wakes itself through its AF_UNIX pair."""
_PROBE = re.compile(r"sin6_port=htons\(0\).*\"::1\"")
"""urllib3's look, on import, whether the machine has IPv6."""


def talking(trace: str) -> list[str]:
    """Return the system calls that may reach anybody."""
    found = (_TALKING.search(line) for line in trace.splitlines())
    return [
        call.group()
        for call in found
        if call
        and not (call[1] == "sendto" and _OWN_PAIR.match(call[2]))
        and not (call[1] == "bind" and _PROBE.search(call[2]))
    ]


def test_the_kernel_sees_no_connection(tmp_path: Path) -> None:
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("strace is not installed; tests/test_egress.py watches with an audit hook")

    async def scene() -> None:
        trace, place = tmp_path / "trace", tmp_path / "place"
        place.mkdir()
        before = (strace, "-f", "-qq", "-e", "trace=network", "-o", str(trace))
        async with trap() as caught:
            words = ("demo", "-n", "5", "--out", "run")
            seen = await watched(*words, cwd=place, environment=secretive(caught.url), before=before)
            calls = trace.read_text()
            print(f"\ndemo -n 5 with tracing, proxies and keys set: exit code {seen.code}")
            print(f"  {len(calls.splitlines())} network system calls, {len(talking(calls))} of them reach anybody")
            print(f"  {caught.calls} connections at the proxy's port", end="")
            print(f", {len(files_with(CANARY, place))} files with a secret")
            assert seen.code == 0, seen.printed.decode()
            assert talking(calls) == []
            assert (caught.calls, files_with(CANARY, place)) == (0, [])
            assert CANARY.encode() not in seen.printed
            assert "socketpair(AF_UNIX" in calls, "the trace saw nothing at all"

    asyncio.run(scene())
