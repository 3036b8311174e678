"""Questions on the user's documents, answered from passages with quotes, or found unanswerable."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final, Self

from pydantic import Field, model_validator

from ...runtime.errors import UsageError
from ...runtime.frozen import Frozen, Reply
from ..brief import Brief
from ..chat_form import ChatForm, ChatMessage
from ..citations import cited
from ..finding import Check, Evidence, Finding, Severity
from ..kind import Kind, Verifier, found_by, kind
from ..passages import Passages
from ..rubric import Criterion, Rubric
from ..spec import Scenario
from ..verifiers.addressed_to_model import addressed_to_model
from ..verifiers.boilerplate import boilerplate
from ..verifiers.controls_met import controls_met
from ..verifiers.grounded import (
    Answered,
    Quoted,
    adherence,
    asks_of_what_is_there,
    keeps_its_answer,
    quotes_stand,
    rests_on_sources,
    says_it_is_not_there,
    says_no_more,
    stands_alone,
)
from ..verifiers.repetition import repetition
from ..verifiers.well_formed import well_formed
from ..witness import Question, Witnesses
from ..witnesses.closed_book import RECALL
from ..witnesses.matcher import MATCH
from ..witnesses.reader import READ, READ_LESS
from . import rag_qa_rehearsal as rag_qa_rehearsal  # plays this kind's part in rehearsals
from .rag_qa_hearing import Bench, hear

CONTROL: Final = "variant"
"""The control that says which sort of question it is."""

UNANSWERABLE: Final = "unanswerable"
SEVERAL: Final = "multi_hop"
VARIANTS: Final = ("single", SEVERAL, UNANSWERABLE, "long_context")

SYSTEM: Final = (
    "Answer from the numbered passages alone, and cite each one that you rest on by its number in square brackets. "
    "Where they do not tell, say so."
)


class Quote(Reply):
    """Words copied from a passage."""

    passage: int = Field(ge=1, description="the number of the passage")
    text: str = Field(min_length=1, description="the words, copied exactly")


class GroundedAnswer(Reply):
    """A question, what settles it, and the answer."""

    question: str = Field(description="what the person asks, in their own words")
    quotes: list[Quote] = Field(description="the words that settle it; none if the passages do not")
    answerable: bool = Field(description="whether the passages settle it")
    answer: str = Field(description="what the quotes say, in one or two short sentences; or that it is not told")


class RagSettings(Frozen):
    """How a draft is examined."""

    readers: int = Field(default=2, ge=1, le=7, description="readers who see passages and question, never the answer")
    agree: int = Field(default=2, ge=1, le=7, description="how many of them must come to the draft's answer")
    adherence: float = Field(
        default=0.5, ge=0, le=1, description="least share of a sentence's content words that its quotes must hold"
    )
    closed_book: bool = Field(default=True, description="reject what is answered as well without any passage")

    @model_validator(mode="after")
    def _enough_readers(self) -> Self:
        if self.agree > self.readers:
            raise ValueError(f"agree: {self.agree} of {self.readers} readers cannot agree; ask more, or want fewer")
        return self


@kind
class RagQa(Kind):
    """Questions and answers on passages."""

    name = "rag_qa"
    about = "a question on your documents, answered from passages with quotes, or found unanswerable"
    proven_by = (
        "quotes, figures and names by code; readers who never see the answer must come to it, must not where one of "
        "its passages is kept back, and nobody without any; whether a person would ask it is judged"
    )
    task = Path(__file__).with_suffix(".md").read_text(encoding="utf-8").strip()
    payload: type[Reply] = GroundedAnswer
    settings: type[Frozen] = RagSettings
    questions: tuple[Question[Reply], ...] = (READ, READ_LESS, RECALL, MATCH)
    rubric = Rubric(
        criteria=(
            Criterion(name="usefulness", question="Would this person really want to know this?"),
            Criterion(name="completeness", question="Does the answer settle all that is asked, and no more?"),
            Criterion(name="clarity", question="Can the question be understood without having seen the passages?"),
        )
    )
    verifiers: tuple[Verifier, ...] = (well_formed, controls_met, boilerplate, repetition, addressed_to_model)

    def parts(self, payload: Mapping[str, Any]) -> dict[str, str]:
        """See Kind."""
        made = GroundedAnswer.model_validate(payload)
        quotes = "\n".join(f"[{quote.passage}] {quote.text}" for quote in made.quotes)
        return {"question": made.question, "quotes": quotes or "(none)", "answer": made.answer}

    def gist(self, payload: Mapping[str, Any]) -> str:
        """See Kind: two samples are alike when their questions are."""
        return str(payload["question"])

    async def evidence(self, payload: Mapping[str, Any], brief: Brief, witnesses: Witnesses) -> Evidence:
        """See Kind: code first; only what it lets through is worth a hearing."""
        passages, settings = _passages(brief), RagSettings.model_validate(brief.settings)
        told = {name: text for name, text in self.parts(payload).items() if name != "quotes"}
        findings = (*found_by(self.verifiers, told, brief), *_unfounded(payload, brief, passages, settings))
        checks = _measured(payload, brief, settings)
        if any(finding.severity is Severity.BLOCKING for finding in findings):
            return Evidence(findings=findings, checks=checks)
        bench = Bench(witnesses, settings.readers, settings.agree, settings.closed_book)
        heard = await hear(bench, _answered(payload), passages, answerable=not _is_unanswerable(brief))
        return Evidence(findings=(*findings, *heard.findings), checks=(*checks, *heard.checks))

    def completed(self, payload: Mapping[str, Any], brief: Brief) -> dict[str, Any]:
        """See Kind: with the passages, in the order in which they were shown."""
        shown = [{"source": each.source, "text": each.text} for each in _passages(brief).texts]
        return {**payload, "passages": shown, "sources": list(_passages(brief).sources)}

    def chat(self, payload: Mapping[str, Any], trained: str | None) -> ChatForm:
        """See Kind: the passages and the question, and an answer that cites them."""
        if trained is not None:
            raise UsageError("a question on passages has no sides to choose from", fix="leave out --train")
        shown = "\n\n".join(f"[{number}] {each['text']}" for number, each in enumerate(payload["passages"], 1))
        made = _answered(payload)
        return ChatForm(
            system=SYSTEM,
            messages=(
                ChatMessage(role="user", content=f"{shown}\n\n{made.question}"),
                ChatMessage(role="assistant", content=cited(made.answer, made.quotes)),
            ),
        )

    def objection(self, scenario: Scenario) -> str | None:
        """See Kind: it needs passages, and variants that it knows."""
        if scenario.passages is None:
            return "the kind 'rag_qa' works from passages; set `passages`, for example {distractors: 2}"
        options = scenario.controls[CONTROL].options if CONTROL in scenario.controls else {}
        unknown = sorted(set(options) - set(VARIANTS))
        if unknown:
            return f"controls.{CONTROL} has no option {unknown[0]!r} for this kind; use: {', '.join(VARIANTS)}"
        several = options.get(SEVERAL)
        if several is not None and not (several.passages or scenario.passages).linked:
            return f"controls.{CONTROL}.{SEVERAL} rests on one passage; set its `passages` to {{linked: 1}}"
        return super().objection(scenario)


def _passages(brief: Brief) -> Passages:
    return brief.passages or Passages(texts=(brief.seed,), sources=(1,))


def _is_unanswerable(brief: Brief) -> bool:
    drawn = brief.controls.get(CONTROL)
    return drawn is not None and drawn.value == UNANSWERABLE


def _answered(payload: Mapping[str, Any]) -> Answered:
    made = GroundedAnswer.model_validate(payload)
    return Answered(made.question, made.answer, [Quoted(quote.passage, quote.text) for quote in made.quotes])


def _unfounded(
    payload: Mapping[str, Any], brief: Brief, passages: Passages, settings: RagSettings
) -> Iterable[Finding]:
    made = _answered(payload)
    yield from _of_the_wrong_sort(payload, brief)
    yield from stands_alone(made)
    if _is_unanswerable(brief):
        yield from says_it_is_not_there(made)
        return
    yield from quotes_stand(made, passages)
    yield from rests_on_sources(made, passages)
    yield from says_no_more(made, settings.adherence)
    yield from keeps_its_answer(made)
    yield from asks_of_what_is_there(made, passages)


def _of_the_wrong_sort(payload: Mapping[str, Any], brief: Brief) -> Iterable[Finding]:
    wanted = not _is_unanswerable(brief)
    if bool(payload["answerable"]) is not wanted:
        problem = "the passages must settle it" if wanted else "it was to be a question that the passages do not settle"
        yield Finding(
            source="verifier:grounded",
            where="question",
            quote="",
            problem=problem,
            fix="ask another question",
            severity=Severity.BLOCKING,
        )


def _measured(payload: Mapping[str, Any], brief: Brief, settings: RagSettings) -> tuple[Check, ...]:
    return () if _is_unanswerable(brief) else (adherence(_answered(payload), settings.adherence),)
