"""Labelled texts, written from the label (inverted generation); a blind annotator has to find the label again."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from pydantic import Field

from ...runtime.errors import UsageError
from ...runtime.frozen import Frozen, Reply
from ..brief import Brief
from ..chat_form import ChatForm, ChatMessage
from ..finding import Check, Evidence, Finding, Severity
from ..kind import Kind, Verifier, found_by, kind
from ..labels import Labels, LabelSettings, labels_of, settings_of
from ..rubric import Criterion, Rubric
from ..spec import Scenario
from ..verifiers.addressed_to_model import addressed_to_model
from ..verifiers.boilerplate import boilerplate
from ..verifiers.controls_met import controls_met
from ..verifiers.copied import copied
from ..verifiers.evidence import defect
from ..verifiers.label_leak import label_leak
from ..verifiers.repetition import repetition
from ..verifiers.well_formed import well_formed
from ..witness import Question, Witnesses
from ..witnesses.annotator import ANNOTATE, UNDECIDED, Annotation, annotate
from . import classification_rehearsal as classification_rehearsal  # plays this kind's part in rehearsals

TEXT = "text"

_ASKED: Final = "Classify the text. Answer with one of these labels and nothing else:"


class ClassificationDraft(Reply):
    """A text that is to be classified."""

    text: str = Field(description="the text alone")


@kind
class Classification(Kind):
    """Labelled texts."""

    name = "classification"
    about = "a text written for a label that a blind annotator confirms"
    proven_by = "lengths, mentions and leaks of the label by code; the label by annotators who do not know it"
    task = Path(__file__).with_suffix(".md").read_text(encoding="utf-8").strip()
    payload: type[Reply] = ClassificationDraft
    rubric = Rubric(
        criteria=(
            Criterion(name="fits_label", question="By the label's definition, does the text belong to its class?"),
            Criterion(name="natural", question="Does it read like what people really write in such a place?"),
            Criterion(name="definite", question="Does it tell of one case, rather than of its class at large?"),
        )
    )
    verifiers: tuple[Verifier, ...] = (
        well_formed,
        controls_met,
        boilerplate,
        copied,
        repetition,
        label_leak,
        addressed_to_model,
    )
    questions: tuple[Question[Reply], ...] = (ANNOTATE,)
    settings: type[Frozen] = LabelSettings

    def parts(self, payload: Mapping[str, Any]) -> dict[str, str]:
        """See Kind."""
        return {TEXT: str(payload[TEXT])}

    def gist(self, payload: Mapping[str, Any]) -> str:
        """See Kind."""
        return str(payload[TEXT])

    async def evidence(self, payload: Mapping[str, Any], brief: Brief, witnesses: Witnesses) -> Evidence:
        """See Kind: annotators are asked about a text that code has nothing against."""
        found = found_by(self.verifiers, self.parts(payload), brief)
        if any(each.severity is Severity.BLOCKING for each in found):
            return Evidence(findings=found)
        said = await _confirmed(self.gist(payload), brief, witnesses)
        return Evidence(findings=(*found, *said.findings), checks=said.checks)

    def completed(self, payload: Mapping[str, Any], brief: Brief) -> dict[str, Any]:
        """See Kind: the label, and all that there are with their definitions."""
        labels = labels_of(brief)
        return {**payload, "label": labels.wanted, "labels": labels.meanings}

    def chat(self, payload: Mapping[str, Any], trained: str | None) -> ChatForm:
        """See Kind: the text and the labels to choose from, and the label."""
        if trained is not None:
            raise UsageError("a labelled text has no sides to choose from", fix="leave out --train")
        listed = "\n".join(f"- {name}: {told}" if told else f"- {name}" for name, told in payload["labels"].items())
        asked = f"{_ASKED}\n{listed}\n\nText:\n{payload[TEXT]}"
        return ChatForm(
            messages=(
                ChatMessage(role="user", content=asked),
                ChatMessage(role="assistant", content=str(payload["label"])),
            )
        )

    def objection(self, scenario: Scenario) -> str | None:
        """See Kind."""
        settings = LabelSettings.model_validate(scenario.settings)
        control = scenario.controls.get(settings.label)
        if control is None:
            known = ", ".join(scenario.controls) or "none"
            return (
                f"settings.label: there is no control {settings.label!r} whose options are labels (there are: {known})"
            )
        if len(control.options) < 2:
            return f"controls.{settings.label} has one option: with nothing to choose from, no annotator can confirm it"
        if UNDECIDED in map(str.casefold, control.options):
            return f"controls.{settings.label}: {UNDECIDED!r} is what an annotator says of no label; rename the option"
        return super().objection(scenario)


async def _confirmed(text: str, brief: Brief, witnesses: Witnesses) -> Evidence:
    """Ask one annotator; where it does not find the label, a committee decides, and every vote is kept."""
    labels = labels_of(brief)
    first = await annotate(witnesses, text, labels.meanings, brief.id)
    checks = [_check("annotator", first, labels, witnesses)]
    if first.label == labels.wanted:
        return Evidence(checks=tuple(checks))
    size = settings_of(brief).committee
    votes = [await annotate(witnesses, text, labels.meanings, brief.id, number) for number in range(2, size + 2)]
    checks += [_check(f"committee {place}", vote, labels, witnesses) for place, vote in enumerate(votes, 1)]
    return Evidence(findings=_decided(votes, labels), checks=tuple(checks))


def _check(name: str, said: Annotation, labels: Labels, witnesses: Witnesses) -> Check:
    told = f"{said.label}: {said.reason}"
    return Check(name=name, passed=said.label == labels.wanted, said=told, simulated=witnesses.simulated)


def _decided(votes: Sequence[Annotation], labels: Labels) -> tuple[Finding, ...]:
    """Return what a committee has against the label: nothing where more than half of it find it."""
    counted = Counter(vote.label for vote in votes)
    label, number = counted.most_common(1)[0]
    if number * 2 <= len(votes) or label == UNDECIDED:
        tally = ", ".join(f"{each} {count}" for each, count in sorted(counted.items()))
        return (_against(f"ambiguous: annotators who do not know the label disagree ({tally})", labels),)
    if label == labels.wanted:
        return ()
    return (_against(f"{number} of {len(votes)} annotators read it as {label}, not as {labels.wanted}", labels),)


def _against(problem: str, labels: Labels) -> Finding:
    meaning = f" ({labels.meaning})" if labels.meaning else ""
    return defect("label", TEXT, problem, f"change what it says so that it is clearly {labels.wanted}{meaning}")
