"""10,000 mutated seed files and scenarios: a usage error with its fix, or a scenario; never anything else."""

import random
import string
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from dramaturg.runtime.errors import UsageError
from dramaturg.scenarios.loading import library, load
from dramaturg.scenarios.seed_files import read_seeds
from dramaturg.scenarios.spec import SeedSource

EACH = 2_500

SEEDS = {
    "seeds.jsonl": '{"text": "Rinse the strainer.", "n": 1}\n{"text": "Turn the valve \\u2013 slowly."}\n' * 4,
    "seeds.csv": 'text,n\n"Rinse it, then dry it.",1\nTurn the valve.,2\n' * 4,
    "seeds.md": "# Pumps\n\nRinse the strainer.\n\n## Valves\nTurn it slowly.\n\n- one\n- two\n" * 3,
}

TOKENS = [
    *(
        '"',
        "'",
        "{",
        "}",
        "[",
        "]",
        ":",
        ",",
        "|",
        ">",
        "#",
        "- ",
        "  ",
        "\n",
        "\r",
        "\t",
        "\x00",
        "\ud800",
        "\u202e",
        "\ufeff",
    ),
    *("&a", "*a", "!!python/object:os.system", "<<: *a", "---", "...", "%YAML 9.9", "\x1b[31m", "\\u0000", "é" * 50),
    *("null", "true", "-1", "1e999", ".nan", "9" * 400, "[" * 500, "{" * 500),
    *("kind", "seeds", "wanted", "words: [9, 1]", "pattern: '('"),
]


def mutated(source: bytes, dice: random.Random) -> bytes:
    """Cut, double, swap, flip or insert, one to six times."""
    content = bytearray(source)
    for _ in range(dice.randint(1, 6)):
        place, end = sorted((dice.randrange(len(content) + 1), dice.randrange(len(content) + 1)))
        way = dice.randrange(6)
        if way == 0:
            del content[place : min(end, place + 40)]
        elif way == 1:
            content[place:place] = content[place : min(end, place + 60)]
        elif way == 2:
            content[place:place] = dice.choice(TOKENS).encode("utf-8", "surrogatepass")
        elif way == 3 and place < len(content):
            content[place] = dice.randrange(256)
        elif way == 4:
            content[place:end] = bytes(dice.choice(string.printable.encode()) for _ in range(min(end - place, 30)))
        else:
            lines = content.split(b"\n")
            dice.shuffle(lines)
            content = bytearray(b"\n".join(lines))
    return bytes(content)


def tried(work: Callable[[], object], ends: Counter[str]) -> None:
    """Count how it ended; anything but success or a usage error with its fix is raised."""
    end, fix = "read", "none needed"
    try:
        work()
    except UsageError as error:
        end, fix = "usage error", error.fix
    assert fix
    ends[end] += 1


@pytest.mark.parametrize("name", [*SEEDS, "scenario.yaml"])
def test_mutants(tmp_path: Path, name: str) -> None:
    dice = random.Random(name)
    source = (SEEDS.get(name) or library()["persona_instructions"].read_text(encoding="utf-8")).encode()
    path = tmp_path / name
    ends: Counter[str] = Counter()
    for _ in range(EACH):
        path.write_bytes(mutated(source, dice))
        if name == "scenario.yaml":
            tried(lambda: load(str(path)), ends)
        else:
            tried(lambda: read_seeds([SeedSource(path=name)], tmp_path), ends)
    print(f"\n{name}: {EACH} mutants: {dict(ends)}")
    assert min(ends.values()) > EACH * 0.05, "the mutants are too harmless, or none can be read"
