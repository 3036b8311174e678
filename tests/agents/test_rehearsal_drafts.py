"""Rehearsed drafts are about their persona and their seed, obey their directions, and differ."""

import re
from collections import Counter

import numpy as np

from dramaturg.personas.embedders import HashedNgrams, unit_rows
from dramaturg.runtime.rehearsal.directions import band_of, directions_in
from dramaturg.runtime.rehearsal.reading import mentions, role_in, stems, terms
from dramaturg.runtime.text import words
from rehearse import KIND, brief_of, cast, draft_for, library_texts, personas_of, plan_for

CLEAN = "rehearsal:defects=0"

DEFECTS = {"boilerplate", "contradiction", "wrong_arithmetic", "ignored_control", "off_topic", "copied_seed"}


def equations(text: str) -> list[tuple[int, int]]:
    """Return what each sum in a text comes to, and what it is said to come to."""
    found = re.findall(r"(\d+(?: \+ \d+)+) = (\d+)", text)
    return [(sum(map(int, terms.split(" + "))), int(result)) for terms, result in found]


def is_too_long_or_short(parts: dict[str, str], directions: tuple[str, ...]) -> bool:
    band = band_of(directions_in("It must be so:\n" + "".join(f"- {d}\n" for d in directions)))
    return band is not None and not band.least <= len(words(parts["response"])) <= band.most


def test_plans_are_about_persona_and_seed() -> None:
    for brief in cast(60):
        plan = plan_for(brief)
        assert role_in(brief.persona.text) in plan.situation
        assert mentions(f"{plan.situation} {plan.task}", terms(brief.seed.text)), plan
        assert 2 <= len(plan.must_include) <= 5


def test_key_terms_of_persona_and_seed_appear() -> None:
    for brief in cast(200):
        parts, _ = draft_for(brief, CLEAN)
        instruction = f"{parts['instruction']} {parts['input']}".lower()
        assert mentions(instruction, terms(brief.seed.text)), (brief.seed.text, parts)
        assert stems(instruction) & stems(brief.persona.text.lower()), (brief.persona.text, parts)
        assert mentions(parts["response"], terms(brief.seed.text)), (brief.seed.text, parts)


def test_directed_lengths_and_forms_are_kept() -> None:
    for brief in cast(210):
        parts, _ = draft_for(brief, CLEAN)
        assert not is_too_long_or_short(parts, brief.directions), parts["response"]
        lines = parts["response"].splitlines()[1:]
        if "format: bulleted list" in brief.directions:
            assert lines
            assert all(line.startswith("- ") for line in lines)
        if "format: numbered list" in brief.directions:
            assert [line.split(".")[0] for line in lines] == [str(n) for n in range(1, len(lines) + 1)]


def test_clean_drafts_are_clean() -> None:
    for brief in cast(150):
        parts, planted = draft_for(brief, CLEAN)
        whole = "\n".join(parts.values())
        assert planted == []
        assert all(right == stated for right, stated in equations(whole))
        assert not re.search(r"[{}]|\|\||\bNone\b|  |\bthe the\b|\.\.", whole), whole
        assert not re.search(r"\ba (?:apprentice|owner|audit|hour|umpire|Monday)", whole), whole
        assert all(text == text.strip() for text in parts.values())
        assert parts["instruction"][0].isupper()


def test_some_drafts_have_an_input_and_it_is_used() -> None:
    with_input = 0
    for brief in cast(210):
        parts, _ = draft_for(brief, CLEAN)
        if parts["input"]:
            with_input += 1
            assert re.search("below|these", parts["instruction"]), parts
    assert 20 < with_input < 120


def test_four_hundred_instructions_are_distinct() -> None:
    gists = [KIND.gist(draft_for(brief)[0]) for brief in cast(400)]
    rows = unit_rows([HashedNgrams().vector(gist) for gist in gists])
    nearest = np.max(np.tril(rows @ rows.T, -1), axis=1)
    assert np.mean(nearest < 0.8) >= 0.95


def test_defects_are_planted_at_the_manners_rate() -> None:
    planted = [draft_for(brief)[1] for brief in cast(600)]
    assert 0.19 < sum(map(bool, planted)) / 600 < 0.31
    assert max(map(len, planted)) == 1
    assert {name for names in planted for name in names} == DEFECTS


def test_planted_defects_are_there() -> None:
    seen: Counter[str] = Counter()
    for brief in cast(240):
        parts, (name,) = draft_for(brief, "rehearsal:defects=1")
        seen[name] += 1
        if name == "wrong_arithmetic":
            assert any(right != stated for right, stated in equations(parts["response"]))
        if name == "off_topic":
            assert not stems(parts["instruction"].lower()) & stems(role_in(brief.persona.text))
        if name == "copied_seed":
            held = words(brief.seed.text)
            runs = {" ".join(held[at : at + 9]) for at in range(len(held) - 8)}
            assert any(run.lower() in " ".join(words(parts["response"])).lower() for run in runs)
    assert min(seen[name] for name in DEFECTS) >= 12


def test_only_ignored_controls_break_the_length() -> None:
    broken: Counter[bool] = Counter()
    others = 0
    for brief in cast(300):
        parts, (name,) = draft_for(brief, "rehearsal:defects=1")
        is_broken = is_too_long_or_short(parts, brief.directions)
        if name == "ignored_control":
            broken[is_broken or any("format" in direction for direction in brief.directions)] += 1
        else:
            others += is_broken
    assert broken[True] >= 20
    assert broken[False] == 0
    assert others <= 6


def test_a_persona_of_any_form_is_written_for() -> None:
    for number, persona in enumerate(("You are Dr. Chen.", "bees", "", "{{ x }} {role} %s", "Ein Bäcker aus Ulm")):
        parts, _ = draft_for(brief_of(number, persona, library_texts()[number]), CLEAN)
        assert len(words(parts["response"])) > 15


def test_any_seed_is_written_about() -> None:
    persona = personas_of(library_texts()[:1])[0]
    for number, seed in enumerate(("", "?", "1 2 3", "Go!", "漢字かな交じり文", "x" * 5000)):
        parts, _ = draft_for(brief_of(number, persona, seed))
        assert parts["instruction"]
        assert len(words(parts["response"])) > 10
