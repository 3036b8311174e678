"""Untrusted text stays in its section, and every prompt of ours renders with what its agent gives it."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError

from dramaturg.runtime.prompt import Prompt

ROOT = Path(__file__).parents[2]
SOURCE = '# system\nYou write.\n# user\nWrite about this:\n{{ data("seed", seed) }}\nNow.'

TRUSTED = {
    "task", "direction", "loop.index", "finding.where", "finding.severity", "criterion.name", "criterion.question",
    "ask.count", "ask.relation", "ask.about", 'parts | join(", ")', "turns | length",
    "role.name", "role.about", "side.role", "side.about", "view.side.role", "view.side.about", "view.due", "view.left",
    "conversation.turns[0]", "conversation.turns[1]", 'conversation.roles | map(attribute="name") | join(", ")',
    "world.policy", "view.policy", "tool.name", "tool.actor", "tool.effect", "tool.about",
    "tool.parameters | json", "tool.parameters.properties | json", "tool.returns | json", "called",
    'brief.passages.sources | join(", ")', 'tool.after | join(" and ")', "left",
    'able | map(attribute="name") | join(", ")',
    "view.side.role | title", "side.role | title", "role.name | title",
}  # fmt: skip
"""What prompts may hold outside of sections: our words, the scenario's, or those of a world that the user chose."""


def test_text_stands_in_a_section_with_a_key_of_its_own() -> None:
    system, user = Prompt(SOURCE).render("brief 1", "write", seed="Rinse it.")
    (key,) = set(re.findall(r"<<<seed ([0-9a-f]{12})>>>", user.content))
    assert f"<<<seed {key}>>>\nRinse it.\n<<<end seed {key}>>>" in user.content
    assert key in system.content


def test_the_key_follows_from_the_call_and_the_text() -> None:
    prompt = Prompt(SOURCE)
    one = prompt.render("brief 1", "write", seed="Rinse it.")
    assert one == prompt.render("brief 1", "write", seed="Rinse it.")
    assert one[0] != prompt.render("brief 2", "write", seed="Rinse it.")[0]
    assert one[0] != prompt.render("brief 1", "write", seed="Rinse it!")[0]


@given(text=st.text(alphabet="<>end seed0a{}%#\n\\", max_size=120))
def test_no_text_closes_its_section_or_becomes_a_template(text: str) -> None:
    system, user = Prompt(SOURCE).render("brief 1", "write", seed=text)
    (key,) = set(re.findall(r"name ([0-9a-f]{12})>>>", system.content))
    assert user.content.count(f"<<<end seed {key}>>>") == 1
    assert user.content.endswith(f"<<<end seed {key}>>>\nNow.")


def test_a_template_in_the_text_is_text() -> None:
    user = Prompt(SOURCE).render("b", "write", seed="{{ 7 * 7 }} {% for x in y %}")[1]
    assert "{{ 7 * 7 }} {% for x in y %}" in user.content


def test_a_missing_value_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        Prompt(SOURCE).render("b", "write")


@pytest.mark.parametrize("path", sorted((ROOT / "agents").glob("*.md")), ids=lambda path: path.stem)
def test_prompts_hold_nothing_untrusted_outside_of_sections(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert source.startswith("# system\n")
    assert source.count("\n# user\n") == 1
    for expression in re.findall(r"\{\{\s*(.*?)\s*\}\}", source, re.DOTALL):
        literal = '" if ' in expression or '"}[' in expression or '": "' in expression or expression.startswith('"')
        assert expression.startswith(("data(", "as_it_is(")) or expression in TRUSTED or literal


def test_only_who_has_to_withstand_them_is_shown_orders_as_they_are() -> None:
    showing = {path.stem for path in (ROOT / "agents").glob("*.md") if "as_it_is(" in path.read_text(encoding="utf-8")}
    assert showing == {"tool_assistant"}
