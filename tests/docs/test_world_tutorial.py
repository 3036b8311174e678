"""The tutorial that builds a world: its code is short, its commands work, and they print what the page says."""

import json
import shlex
from pathlib import Path

from commands import dramaturg
from pages import blocks, commands, missing

PAGE = "docs/tutorials/world.md"
SHORT = 60
COMMANDS = {each.words: each.printed for each in commands(PAGE)}
SHOW = next(words for words in COMMANDS if "traces show" in words)
VARIES = (
    r"[0-9a-f]{12}|(?<=accepted {7})\d|\d\.\d\d|\d{4}|\d+(?= rows| issued)"
    r"|(?:black|blue|green|red) (?:cape|coat|hat|scarf)"
)
"""What changes with any prompt or rehearsal: ids, rounds, scores, tickets, counts, coats."""


def test_the_world_is_short() -> None:
    lines = "".join(blocks(PAGE, "python")).splitlines()
    assert len(lines) < SHORT, "the page says so"


def test_the_commands_print_what_the_page_says_and_write_rows_to_train_on(tmp_path: Path) -> None:
    (tmp_path / "cloakroom.py").write_text("\n\n".join(blocks(PAGE, "python")), encoding="utf-8")
    (tmp_path / "cloakroom.yaml").write_text("".join(blocks(PAGE, "yaml")), encoding="utf-8")
    for words, promised in COMMANDS.items():
        assert missing(promised, shown_by(words, tmp_path), VARIES) == [], words
    rows = [json.loads(line) for line in (tmp_path / "rows.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(rows) >= 5
    assert all({"messages", "tools"} <= row.keys() for row in rows)
    called = {
        call["function"]["name"] for row in rows for each in row["messages"] for call in each.get("tool_calls", ())
    }
    assert {"look_up", "hand_out"} <= called


def shown_by(words: str, folder: Path) -> str:
    """Return what a command prints; for a trace, of the first sample that looks as the page shows it."""
    if words != SHOW:
        return typed(words, folder)
    listed = typed("dramaturg traces list runs/cloakroom --status accepted --grep hand_out --json", folder)
    ids: list[str] = [each["id"][:12] for each in json.loads(listed)["samples"]]
    told = [typed(" ".join((*words.split()[:-1], each)), folder) for each in ids[:6]]
    return min(told, key=lambda each: len(missing(COMMANDS[SHOW], each, VARIES)))


def typed(words: str, folder: Path) -> str:
    name, *rest = shlex.split(words)
    ran = dramaturg(*rest, cwd=folder)
    assert (name, ran.returncode) == ("dramaturg", 0), ran.stderr
    return ran.stdout + ran.stderr
