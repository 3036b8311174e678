"""A kind of one's own is one file beside the scenario, and nothing else changes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from dramaturg.runtime.errors import UsageError
from dramaturg.scenarios.loading import load

LIMERICK = '''
"""Limericks."""

from pydantic import Field

from dramaturg.runtime.frozen import Reply
from dramaturg.runtime.rehearsal.stage import plays
from dramaturg.scenarios.chat_form import ChatForm, ChatMessage
from dramaturg.scenarios.kind import Kind, kind
from dramaturg.scenarios.rubric import Criterion, Rubric
from dramaturg.scenarios.verifiers.evidence import defect


class Verses(Reply):
    title: str = Field(min_length=1)
    verses: list[str] = Field(min_length=1)


def five_lines(parts, brief):
    """A limerick has five lines."""
    if len(parts["verses"].splitlines()) != 5:
        yield defect("five_lines", "verses", "it has not five lines", "write five")


@kind
class Limerick(Kind):
    """Five lines about somebody."""

    name = "limerick"
    about = "five lines about somebody"
    task = "A limerick about this person."
    payload = Verses
    rubric = Rubric(criteria=(Criterion(name="wit", question="Is it funny?", minimum=1),), mean=1)
    verifiers = (five_lines,)

    def parts(self, payload):
        return {"title": payload["title"], "verses": "\\n".join(payload["verses"])}

    def gist(self, payload):
        return "\\n".join(payload["verses"])

    def chat(self, payload, trained):
        asked = ChatMessage(role="user", content=payload["title"])
        return ChatForm(messages=(asked, ChatMessage(role="assistant", content=self.gist(payload))))


@plays("Verses")
def rhyme(scene):
    lines = [f"{word} {scene.rng.randint(1, 10**9)} times" for word in ("There", "was", "a", "person", "who")]
    return {"title": "A limerick", "verses": lines[: 4 if scene.chance(0.3) else 5]}
'''
SCENARIO = "kind: limerick\nuses: limerick.py\n"


def dramaturg(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "dramaturg", *words], cwd=cwd, capture_output=True, text=True)


def written(folder: Path, scenario: str = SCENARIO, kind: str = LIMERICK) -> Path:
    (folder / "limerick.py").write_text(kind)
    (folder / "verses.yaml").write_text(scenario)
    return folder / "verses.yaml"


def test_a_kind_in_a_folder_of_its_own_runs_resumes_and_is_exported(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    written(tmp_path / "mine")
    made = dramaturg("run", "mine/verses.yaml", "-n", "6", "--out", "there", "--json", cwd=tmp_path)
    assert (made.returncode, json.loads(made.stdout)["counts"]["accepted"]) == (0, 6), made.stderr
    assert dramaturg("resume", "there", "-n", "9", cwd=tmp_path).returncode == 0
    rows = [json.loads(line) for line in (tmp_path / "there" / "dataset.jsonl").read_text().splitlines()]
    assert {(row["kind"], len(row["verses"])) for row in rows} == {("limerick", 5)}
    told = dramaturg("export", "there", "--format", "openai", "--to", "chat.jsonl", cwd=tmp_path)
    assert (told.returncode, len((tmp_path / "chat.jsonl").read_text().splitlines())) == (0, 9), told.stderr
    assert "A limerick" in dramaturg("traces", "show", "there", cwd=tmp_path).stdout


def test_a_kind_that_was_edited_is_another_scenario(tmp_path: Path) -> None:
    written(tmp_path)
    assert dramaturg("run", "verses.yaml", "-n", "2", "--out", "there", cwd=tmp_path).returncode == 0
    written(tmp_path, kind=LIMERICK.replace("Is it funny?", "Is it very funny?"))
    again = dramaturg("run", "verses.yaml", "-n", "2", "--out", "there", cwd=tmp_path)
    assert again.returncode == 2
    assert "uses.limerick.py" in again.stderr


@pytest.mark.parametrize(
    ("kind", "complaint"),
    [
        ("def limerick(:", "SyntaxError"),
        (LIMERICK.replace('name = "limerick"', 'name = "instruction"'), "two kinds"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_by_name(tmp_path: Path, kind: str, complaint: str) -> None:
    told = dramaturg("validate", str(written(tmp_path, kind=kind)), cwd=tmp_path)
    assert told.returncode == 2
    assert complaint in told.stderr
    assert "Traceback" not in told.stderr


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "verses.yaml"
    path.write_text(SCENARIO)
    with pytest.raises(UsageError, match=r"limerick\.py cannot be read"):
        load(str(path))
