"""A rehearsed run talks to nobody, whatever the environment asks its libraries to do."""

import asyncio
from pathlib import Path

from model_server import trap
from watched import CANARY, files_with, secretive, watched

CONNECT = "import socket\nsocket.create_connection(('127.0.0.1', int(sys.argv[1]))).close()\n"


def test_a_rehearsed_run_opens_no_connection_and_keeps_no_secret(tmp_path: Path) -> None:
    async def scene() -> None:
        async with trap() as caught:
            words = ("demo", "-n", "2", "--out", "run")
            seen = await watched(*words, cwd=tmp_path, environment=secretive(caught.url))
            assert seen.code == 0, seen.printed.decode()
            assert seen.reaching_out == []
            assert caught.calls == 0
            assert CANARY.encode() not in seen.printed
            assert (tmp_path / "run" / "dataset.jsonl").is_file()
            assert files_with(CANARY, tmp_path) == []

    asyncio.run(scene())


def test_the_watch_sees_a_connection(tmp_path: Path) -> None:
    async def scene() -> None:
        async with trap() as caught:
            seen = await watched(str(caught.port), cwd=tmp_path, environment={}, code=CONNECT)
            assert ("socket.connect", [f"('127.0.0.1', {caught.port})"]) in [(n, [*g]) for n, g in seen.reaching_out]
            while not caught.calls:
                await asyncio.sleep(0)

    asyncio.run(scene())
