"""Labelled texts: the label is confirmed by annotators who do not know it, and the text does not tell it."""

import asyncio
from collections import Counter
from typing import Any

import pytest

from annotators import Annotators
from dramaturg.agents.generator import PROMPT as GENERATOR
from dramaturg.agents.planner import Plan
from dramaturg.graphs.directory import reader
from dramaturg.personas.persona import Origin, Persona
from dramaturg.releases.canonical import rows
from dramaturg.runtime.errors import UsageError
from dramaturg.runtime.frozen import is_list
from dramaturg.runtime.identity import stream
from dramaturg.scenarios.brief import Brief
from dramaturg.scenarios.controls import Control, Drawn
from dramaturg.scenarios.finding import Evidence, Severity
from dramaturg.scenarios.kind import found_by, kind_of
from dramaturg.scenarios.kinds.classification import Classification, ClassificationDraft
from dramaturg.scenarios.seed import seed_of
from dramaturg.scenarios.spec import Scenario
from dramaturg.scenarios.verifiers.label_leak import label_leak
from dramaturg.scenarios.witnesses.annotator import ANNOTATE, Annotation
from human_texts import self_instruct
from play import MakeRun, library_job, play
from rehearse import library_texts, perform, played, request, said, truth
from witnesses import Nobody

KIND = Classification()

LABELS = {
    "positive": {"about": "the writer would choose it again without a second thought"},
    "negative": {"about": "the writer would send it back if they could"},
    "neutral": {"about": "the writer takes no side"},
}
CONTROLS: dict[str, Any] = {
    "label": {"options": LABELS},
    "length": {"checks": "text", "options": {"short": {"characters": [50, 100]}}},
    "elements": {"checks": "text", "options": {"both": {"contains": ["plot", "acting"]}}},
}
GOOD = "The plot kept me up till two and the acting felt like home. Seeing it again on Friday."


def drawn(label: str = "positive", controls: dict[str, Any] = CONTROLS) -> dict[str, Drawn]:
    made = {name: Control.model_validate(control) for name, control in controls.items()}
    chosen = {name: control.draw(stream("test", name)) for name, control in made.items()}
    return chosen | {"label": made["label"].fixed(label)}


def brief(label: str = "positive", text: str = "Minutes of a film club.", **settings: object) -> Brief:
    persona = Persona(id="p", text="A projectionist who keeps the films in a cellar.", origin=Origin.GIVEN)
    controls = drawn(label)
    directions = tuple(control.direction(name) for name, control in controls.items())
    return Brief(
        id="b",
        cell=label,
        index=0,
        persona=persona,
        seed=seed_of(text, "a:1"),
        controls=controls,
        settings=settings,
        directions=directions,
    )


def evidence(text: str, about: Brief, witnesses: Annotators | Nobody) -> Evidence:
    return asyncio.run(KIND.evidence({"text": text}, about, witnesses))


def test_an_annotator_who_finds_the_label_confirms_it() -> None:
    asked = Annotators("Positive.")
    held = evidence(GOOD, brief(), asked)
    assert held.findings == ()
    assert [(check.name, check.passed) for check in held.checks] == [("annotator", True)]


def test_no_annotator_is_shown_what_was_wanted() -> None:
    asked = Annotators("neutral", "negative", "neutral", "neutral")
    evidence(GOOD, brief(), asked)
    assert all(set(shown) == {"text", "labels"} for shown in asked.shown)
    meanings = {name: told["about"] for name, told in LABELS.items()}
    orders = [shown["labels"] for shown in asked.shown]
    assert all(is_list(order) and len(order) == len(meanings) for order in orders)
    assert all(pair in order for order in orders if is_list(order) for pair in meanings.items())
    assert len({str(order) for order in orders}) > 1, "everybody saw the labels in one order"


@pytest.mark.parametrize(
    ("votes", "problem"),
    [
        (("negative", "positive", "positive", "neutral"), None),
        (("negative", "negative", "negative", "positive"), "2 of 3 annotators read it as negative, not as positive"),
        (("negative", "negative", "neutral", "positive"), "ambiguous"),
        (("undecided", "undecided", "undecided", "positive"), "ambiguous"),
        (("what?", "positive", "no label", "none"), "ambiguous"),
    ],
)
def test_where_it_is_not_confirmed_a_committee_decides(votes: tuple[str, ...], problem: str | None) -> None:
    held = evidence(GOOD, brief(), Annotators(*votes))
    assert [check.name for check in held.checks] == ["annotator", "committee 1", "committee 2", "committee 3"]
    assert [check.passed for check in held.checks] == [vote == "positive" for vote in votes]
    if problem is None:
        assert held.findings == ()
        return
    (finding,) = held.findings
    assert finding.problem.startswith(problem)
    assert (finding.source, finding.severity) == ("verifier:label", Severity.BLOCKING)


def test_a_committee_has_as_many_members_as_are_set() -> None:
    held = evidence(GOOD, brief(committee=5), Annotators("neutral", *["positive"] * 3, *["neutral"] * 2))
    assert len(held.checks) == 6
    assert held.findings == ()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("The plot dragged and the acting too.", "it has 36 characters, not 50 to 100"),
        (f"{GOOD} {GOOD}", "it has 173 characters"),
        ("The plotting kept me up till two and I am seeing it again on Friday.", "it does not mention acting"),
        ("My view of plot and acting is Positive, so I am seeing it again on Friday.", "it names its own label"),
        ("Plot and acting: I would choose it again without a second thought.", "it repeats the definition"),
    ],
)
def test_what_code_can_see_is_found_before_anybody_is_asked(text: str, problem: str) -> None:
    held = evidence(text, brief(), Nobody())
    assert problem in " ".join(finding.problem for finding in held.findings)


@pytest.mark.parametrize("text", ["A positively odd film.", "Impositive", "I would choose it if they could."])
def test_words_that_only_look_like_a_label_or_its_definition_pass(text: str) -> None:
    assert list(label_leak({"text": text}, brief())) == []


def test_a_label_of_several_words_is_found_however_it_is_written() -> None:
    controls = {"label": {"options": ["not_spam", "spam"]}}
    about = brief().model_copy(update={"controls": drawn("not_spam", controls)})
    assert [each.quote for each in label_leak({"text": "This is not spam."}, about)] == ["not spam"]
    allowed = about.model_copy(update={"settings": {"may_name_label": True}})
    assert list(label_leak({"text": "This is not spam."}, allowed)) == []


def test_no_human_text_repeats_a_definition_by_chance() -> None:
    texts = [piece.response for piece in self_instruct()]
    abouts = [brief(label, may_name_label=True) for label in LABELS]
    assert [text for text in texts for about in abouts if list(label_leak({"text": text}, about))] == []


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"controls": {}}, "no control 'label'"),
        ({"controls": {"label": ["one"]}}, "has one option"),
        ({"controls": {"label": ["yes", "Undecided"]}}, "'undecided'"),
        ({"controls": {"label": ["yes", "no"]}, "settings": {"committee": 0}}, "settings.committee"),
        ({"controls": {"label": ["yes", "no"]}, "settings": {"label": "mood"}}, "no control 'mood'"),
    ],
)
def test_scenarios_that_cannot_be_labelled_are_refused(changes: dict[str, Any], problem: str) -> None:
    controls = {name: {"options": options} for name, options in changes.get("controls", {}).items()}
    scenario = Scenario.model_validate({"kind": "classification", **changes, "controls": controls})
    with pytest.raises(UsageError, match=problem):
        kind_of(scenario)


def test_a_band_of_characters_must_be_one() -> None:
    with pytest.raises(ValueError, match="characters must be"):
        Control.model_validate({"options": {"short": {"characters": [100, 50]}}})


# The rehearsal: planted faults are found, and the annotator works from the text alone

DEFECTS = {
    "another_label": ("label",),
    "two_minds": ("label", "controls_met"),
    "named_label": ("label_leak",),
    "too_long": ("controls_met",),
    "framed": ("boilerplate",),
    "unmentioned": ("controls_met",),
}
"""Planted defect → who may find it."""


class Rehearsed(Annotators):
    """The rehearsal's annotators."""

    async def ask(self, question: Any, number: int = 1, **shown: object) -> Any:
        prompt = question.prompt.render("b", f"verify/0/annotator/{number}", **shown)
        return played(prompt, question.reply, seed=number)


def written(number: int, rate: float) -> tuple[Brief, str, list[str]]:
    texts = library_texts()
    about = brief(list(LABELS)[number % 3], texts[number % len(texts)])
    plan = Plan(situation="They have seen it.", task="Tell others.", must_include=[])
    prompt = GENERATOR.render("b", "write", task=KIND.task, brief=about, plan=plan)
    made = perform(request(prompt, ClassificationDraft, model=f"rehearsal:defects={rate}", seed=number))
    return about, ClassificationDraft.model_validate_json(said(made)).text, list(truth(made)["planted"])


def test_planted_faults_are_found_and_whole_texts_pass() -> None:
    planted, missed = Counter[str](), Counter[str]()
    for number in range(240):
        about, text, (name,) = written(number, 1.0)
        found = {finding.source.partition(":")[2] for finding in evidence(text, about, Rehearsed()).findings}
        planted[name] += 1
        missed[name] += not found & set(DEFECTS[name])
    print("\n" + "\n".join(f"{name}: {planted[name] - missed[name]} of {planted[name]} found" for name in DEFECTS))
    assert set(planted) == set(DEFECTS)
    assert all(missed[name] <= 0.1 * planted[name] for name in DEFECTS if name != "two_minds")
    whole = [written(number, 0.0) for number in range(120)]
    faulted = [text for about, text, _ in whole if evidence(text, about, Rehearsed()).findings]
    print(f"whole texts faulted: {len(faulted)} of {len(whole)}")
    assert len(faulted) <= 0.1 * len(whole), faulted[:5]


def test_the_annotator_does_not_know_what_it_is_not_shown() -> None:
    shown = [(name, told["about"]) for name, told in LABELS.items()]
    labels: Counter[str] = Counter()
    for number in range(60):
        prompt = ANNOTATE.prompt.render("b", f"{number}", text="It came on Friday in a box.", labels=shown)
        labels[played(prompt, Annotation, seed=number).label] += 1
    assert labels["undecided"] > 50


# A whole run


def test_rows_hold_the_label_and_exports_ask_for_it(run_directory: MakeRun) -> None:
    directory = run_directory("reviews")
    changes = {"controls": CONTROLS, "quota": {"control": "label", "shares": {"positive": 1, "negative": 1}}}
    report = play(directory, *library_job("product_reviews", **changes), 10)
    assert report.counts.accepted == 10
    with reader(directory) as ledger:
        made = list(rows(ledger))
    assert Counter(row.payload["label"] for row in made) == {"positive": 5, "negative": 5}
    for row in made:
        text = row.payload["text"].lower()
        assert 50 <= len(text) <= 100
        assert "plot" in text
        assert "acting" in text
        assert row.checks
        assert all(check.simulated for check in row.checks)
        asked, answer = KIND.chat(row.payload, None).messages
        assert answer.content == row.payload["label"]
        assert row.payload["text"] in asked.content
        assert all(f"- {label}: " in asked.content for label in LABELS)
        assert found_by((label_leak,), {"text": row.payload["text"]}, brief(row.payload["label"])) == ()
