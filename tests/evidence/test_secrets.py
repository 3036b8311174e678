"""Canary secrets in environment, `.env`, URL and an echoing server: no byte written or printed holds one."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

from aiohttp import web

from model_server import model_server

KEY, DOTENV_KEY, PASSWORD = "sk-canary-7f3a91d2c4", "sk-dotenv-canary-55e0b1", "pw-canary-a81c22"
CANARIES = [text.encode() for text in (KEY, DOTENV_KEY, PASSWORD)]


async def echo(request: web.Request) -> web.Response:
    """Refuse, and repeat everything that came, as careless servers do."""
    said = " ".join(f"{name}: {value}" for name, value in request.headers.items())
    status = {"401": 401, "500": 500, "200": 200}[request.path.split("/")[1]]
    return web.json_response({"error": {"message": f"bad request with {said}"}, "note": said}, status=status)


def _run(cwd: Path, url: str, *, key: str | None, name: str, base: str | None = None) -> bytes:
    kept = {variable: value for variable, value in os.environ.items() if not variable.startswith("OPENAI_")}
    given = {"OPENAI_API_KEY": key} if key else {}
    given |= {"OPENAI_BASE_URL": base} if base else {}
    model = f"m@{url}" if url else "m"
    words = ["run", "persona_instructions", "-n", "1", "--model", model, "--out", name, "--max-time", "3"]
    ran = subprocess.run(
        [sys.executable, "-m", "dramaturg", *words], cwd=cwd, env=kept | given, capture_output=True, check=False
    )
    assert ran.returncode != 0
    assert b"Traceback" not in ran.stderr
    return ran.stdout + ran.stderr


def test_no_canary_is_written_or_printed(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(f"OPENAI_API_KEY={DOTENV_KEY}\n")

    async def tried() -> list[bytes]:
        async with model_server(echo) as server:
            root = server.url.removesuffix("/v1")
            secret = root.replace("://", f"://user:{PASSWORD}@")
            runs = [
                (f"{root}/401", KEY, None),
                (f"{root}/401", None, None),
                (f"{root}/500", KEY, None),
                (f"{root}/200", KEY, None),
                (f"{secret}/401", KEY, None),
                (f"{root}/401?token={PASSWORD}", KEY, None),
                ("", KEY, f"{secret}/401"),
            ]
            said = [
                await asyncio.to_thread(_run, tmp_path, url, key=key, name=f"run{number}", base=base)
                for number, (url, key, base) in enumerate(runs)
            ]
            sent = b"".join(str(seen.headers).encode() for seen in server.requests)
            assert KEY.encode() in sent
            assert DOTENV_KEY.encode() in sent, "the canaries must be in use"
            return said

    said = asyncio.run(tried())
    written = [path for path in tmp_path.rglob("*") if path.is_file() and path.name != ".env"]
    searched = [(f"output {number}", text) for number, text in enumerate(said)]
    searched += [(path.name, path.read_bytes()) for path in written]
    hits = [name for name, content in searched for canary in CANARIES if canary in content]
    size = sum(len(content) for _, content in searched)
    print(f"\n{len(CANARIES)} canaries, {len(searched)} files and outputs, {size} bytes: {len(hits)} hits {hits}")
    assert hits == []
