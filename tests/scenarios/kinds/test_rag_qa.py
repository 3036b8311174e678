"""Grounded answers: quotes, figures and names are held to the passages, and readers settle what code cannot."""

import asyncio
import random
import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from dramaturg.personas.persona import Origin, Persona
from dramaturg.runtime.errors import UsageError
from dramaturg.runtime.text import sentences, words
from dramaturg.scenarios.brief import Brief
from dramaturg.scenarios.citations import cited
from dramaturg.scenarios.controls import Control
from dramaturg.scenarios.finding import Evidence, Severity
from dramaturg.scenarios.kind import kind_of
from dramaturg.scenarios.kinds.rag_qa import RagQa
from dramaturg.scenarios.passages import Passages
from dramaturg.scenarios.seed import seed_of
from dramaturg.scenarios.spec import Scenario
from dramaturg.scenarios.verifiers.grounded import Quoted
from dramaturg.scenarios.witnesses.closed_book import ByHeart
from dramaturg.scenarios.witnesses.reader import Reading
from human_texts import self_instruct
from reading_witnesses import Readers
from rehearse import library_texts
from witnesses import Nobody

KIND = RagQa()
TEXTS = (
    "The night flow in zone 7 crept from 11 to 19 litres a second over six weeks.",
    "The apprentice chills the flour overnight and folds the dough at five in the morning.",
    "Naserian proposed wire hangers for the reservoir hives, at 140 shillings each.",
)
PASSAGES = Passages(texts=tuple(seed_of(text, f"a:{n}") for n, text in enumerate(TEXTS)), sources=(1,))
BOTH = PASSAGES.model_copy(update={"sources": (1, 3)})

GOOD: dict[str, Any] = {
    "question": "How many litres are recorded for the night flow and zone?",
    "quotes": [{"passage": 1, "text": TEXTS[0]}],
    "answerable": True,
    "answer": "It is 19 litres.",
}
TWO: dict[str, Any] = {
    "question": "How many litres are recorded for the night flow, and how many shillings are recorded for the hangers?",
    "quotes": [{"passage": 1, "text": TEXTS[0]}, {"passage": 3, "text": TEXTS[2]}],
    "answerable": True,
    "answer": "It is 19 litres, and 140 shillings.",
}
UNTOLD: dict[str, Any] = {
    "question": "Which telephone is recorded for the night flow?",
    "quotes": [],
    "answerable": False,
    "answer": "That is not told.",
}


def brief(variant: str = "single", passages: Passages = PASSAGES, **settings: object) -> Brief:
    control = Control.model_validate({"options": [variant], "checks": "answer"})
    person = Persona(id="p", text="A baker.", origin=Origin.GIVEN)
    seed = passages.texts[passages.sources[0] - 1]
    drawn = {"variant": control.fixed(variant)}
    return Brief(
        id="b", cell="all", index=0, persona=person, seed=seed, passages=passages, controls=drawn, settings=settings
    )


def heard(payload: dict[str, Any], about: Brief, witnesses: Readers | Nobody | None = None) -> Evidence:
    return asyncio.run(KIND.evidence(payload, about, witnesses or Readers()))


def problems(found: Evidence) -> list[str]:
    return [finding.problem for finding in found.findings if finding.severity is Severity.BLOCKING]


def test_what_readers_come_to_independently_stands() -> None:
    found = heard(GOOD, brief())
    assert not found.findings
    assert {check.name: check.passed for check in found.checks} == {
        "context adherence": True,
        "readers agree": True,
        "needs the passages": True,
    }
    assert [check.simulated for check in found.checks] == [False, True, True]


def test_no_witness_but_the_matcher_sees_the_answer() -> None:
    readers = Readers()
    heard(TWO, brief("multi_hop", BOTH), readers)
    assert {name for name, _ in readers.asked} >= {"reader", "reader of fewer passages", "closed book"}
    for name, shown in readers.asked:
        assert name == "matcher" or TWO["answer"] not in str(shown)
        assert set(shown) <= ({"asked", "one", "other"} if name == "matcher" else {"asked", "passages"})


Fault = tuple[str, dict[str, Any], str]

FAULTS: list[Fault] = [
    ("altered quote", {"quotes": [{"passage": 1, "text": TEXTS[0].replace("crept", "rose")}]}, "stands in none"),
    ("wrong passage", {"quotes": [{"passage": 2, "text": TEXTS[0]}]}, "it stands in passage 1"),
    ("no such passage", {"quotes": [{"passage": 9, "text": TEXTS[0]}]}, "does not stand in passage 9"),
    ("no quote", {"quotes": []}, "nothing is quoted"),
    ("short quote", {"quotes": [{"passage": 1, "text": "night flow"}]}, "too short"),
    ("other figure", {"answer": "It is 91 litres."}, "no quote holds 91"),
    ("strange name", {"answer": "It is 19 litres, says Naserian."}, "no quote holds naserian"),
    ("beyond the quotes", {"answer": "It is 19 litres. Corroded joints probably explain everything."}, "0%"),
    ("held by the question", {"question": "Are 19 litres recorded for the night flow?"}, "holds its answer"),
    ("not answerable", {"answerable": False}, "must settle it"),
]


@pytest.mark.parametrize(("change", "said"), [fault[1:] for fault in FAULTS], ids=[fault[0] for fault in FAULTS])
def test_code_finds_it_before_anybody_is_asked(change: dict[str, Any], said: str) -> None:
    assert any(said in problem for problem in problems(heard(GOOD | change, brief(), Nobody())))


@pytest.mark.parametrize(
    ("question", "leans"),
    [
        ("According to the passage, how many litres are lost?", True),
        ("What does the text say of the flow?", True),
        ("How many litres are mentioned in the passages?", True),
        ("Based on these excerpts, what leaks?", True),
        ("How long does the passage through the canal take?", False),
        ("How many times is the pump named in the document?", False),
        ("What is usual in this context?", False),
        ("Who wrote the text on the bell?", False),
        ("How many litres an hour run through the pipe?", False),
    ],
)
def test_a_question_that_points_at_the_passages_is_found(question: str, leans: bool) -> None:
    found = heard(GOOD | {"question": question}, brief())
    assert any("points at the passages" in finding.problem for finding in found.findings) is leans


def test_readers_who_come_to_another_answer_reject_it() -> None:
    other = Reading(words=[], answerable=True, answer="It is 11 litres.")
    found = heard(GOOD, brief(), Readers({"reader": other}))
    assert problems(found) == ["readers agree: 0 of 2 readers come to this answer; one says: It is 11 litres."]
    none = Reading(words=[], answerable=False, answer="")
    assert "2 find no answer" in problems(heard(GOOD, brief(), Readers({"reader": none})))[0]


def test_what_is_known_without_passages_is_rejected_unless_it_is_allowed() -> None:
    knows = Readers({"closed book": ByHeart(certain="I know it.", known=True, answer="It is 19 litres.")})
    assert "needs the passages: known without them" in problems(heard(GOOD, brief(), knows))[0]
    assert not problems(heard(GOOD, brief(closed_book=False), knows))
    wrong = Readers({"closed book": ByHeart(certain="I know it.", known=True, answer="It is 30 litres.")})
    assert not problems(heard(GOOD, brief(), wrong))


def test_two_hops_are_proven_by_keeping_either_passage_back() -> None:
    found = heard(TWO, brief("multi_hop", BOTH))
    assert not problems(found)
    assert {"needs passage 1", "needs passage 3"} <= {check.name for check in found.checks if check.passed}


def test_a_question_that_one_passage_settles_is_no_second_hop() -> None:
    idle = TWO | {"question": GOOD["question"], "answer": GOOD["answer"]}
    assert problems(heard(idle, brief("multi_hop", BOTH))) == [
        "needs passage 3: without it 2 of 2 readers come to the answer"
    ]
    unquoted = TWO | {"quotes": TWO["quotes"][:1], "answer": GOOD["answer"]}
    assert "the answer must need passage 3 too" in problems(heard(unquoted, brief("multi_hop", BOTH), Nobody()))[0]


def test_an_unanswerable_question_is_one_that_no_reader_answers() -> None:
    found = heard(UNTOLD, brief("unanswerable"))
    assert not found.findings
    assert [check.name for check in found.checks] == ["cannot be answered"]
    answered = UNTOLD | {"question": GOOD["question"]}
    assert "a reader answers: It is 19 litres." in problems(heard(answered, brief("unanswerable")))[0]


@pytest.mark.parametrize(
    "change",
    [{"answer": "It is 44 55 66."}, {"quotes": GOOD["quotes"]}, {"answerable": True}, {"answer": "It is green."}],
)
def test_an_unanswerable_question_gets_no_answer(change: dict[str, Any]) -> None:
    assert problems(heard(UNTOLD | change, brief("unanswerable"), Nobody()))


def test_chats_hold_the_passages_in_order_and_cite() -> None:
    form = KIND.chat(KIND.completed(TWO, brief("multi_hop", BOTH)), None)
    asked, answer = form.messages
    assert asked.content == "\n\n".join([*(f"[{n}] {text}" for n, text in enumerate(TEXTS, 1)), TWO["question"]])
    assert answer.content == "It is 19 litres, and 140 shillings [1][3]."
    assert KIND.chat(KIND.completed(UNTOLD, brief("unanswerable")), None).messages[1].content == "That is not told."
    with pytest.raises(UsageError):
        KIND.chat(KIND.completed(GOOD, brief()), "user")


def test_every_sentence_cites_what_it_rests_on() -> None:
    quotes = [Quoted(1, TEXTS[0]), Quoted(3, TEXTS[2])]
    assert cited("It costs 140 shillings. The flow is 19 litres!", quotes) == (
        "It costs 140 shillings [3]. The flow is 19 litres [1]!"
    )


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"passages": None}, "set `passages`"),
        ({"controls": {"variant": {"options": ["unanswerble"]}}}, "no option 'unanswerble'"),
        ({"controls": {"variant": {"options": ["multi_hop"]}}}, "rests on one passage"),
        ({"settings": {"readers": 1, "agree": 2}}, "cannot agree"),
    ],
)
def test_a_scenario_that_cannot_be_is_refused(changes: dict[str, object], said: str) -> None:
    with pytest.raises(UsageError, match=re.escape(said)):
        kind_of(Scenario.model_validate({"kind": "rag_qa", "passages": {"distractors": 1}, **changes}))


def _documents() -> list[str]:
    human = {piece.response for piece in self_instruct() if 30 <= len(words(piece.response)) <= 300}
    return [*library_texts(), *sorted(human)]


Plant = Callable[[random.Random, str, str], dict[str, Any] | None]


def _word_dropped(rng: random.Random, said: str, other: str) -> dict[str, Any] | None:
    held = said.split()
    at = rng.randrange(1, len(held) - 1)
    quote = " ".join([*held[:at], *held[at + 1 :]])
    return {"quotes": [{"passage": 1, "text": quote}]}


def _figure_changed(rng: random.Random, said: str, other: str) -> dict[str, Any] | None:
    found = re.search(r"\d", said)
    if found is None:
        return None
    digit = rng.choice([each for each in "123456789" if each != found.group()])
    return {"answer": said[: found.start()] + digit + said[found.end() :]}


def _foreign_sentence(rng: random.Random, said: str, other: str) -> dict[str, Any] | None:
    return {"answer": f"{said} {other}"}


PLANTS: dict[str, Plant] = {
    "word dropped from the quote": _word_dropped,
    "figure of the answer changed": _figure_changed,
    "sentence of another text": _foreign_sentence,
}


def _sentence(text: str) -> str | None:
    """Return a sentence that ends as one, of a text of prose."""
    fitting = (said for said in sentences(text) if 8 <= len(words(said)) <= 40 and said.endswith("."))
    return next(fitting, None)


def test_planted_faults_are_found_in_documents_that_people_wrote(capsys: pytest.CaptureFixture[str]) -> None:
    rng, found, planted = random.Random(5), Counter[str](), Counter[str]()
    told = [(text, said) for text in _documents() if (said := _sentence(text))]
    alarms = 0
    for place, (text, said) in enumerate(told):
        other = told[place - 7][1]
        passages = Passages(texts=(seed_of(text, "a:1"),), sources=(1,))
        asked = "What is to be known of this matter?"
        sound = {"question": asked, "quotes": [{"passage": 1, "text": said}], "answerable": True, "answer": said}
        alarms += _is_faulted(sound, passages)
        for name, plant in PLANTS.items():
            change = plant(rng, said, other)
            if change is not None:
                planted[name] += 1
                found[name] += _is_faulted(sound | change, passages)
    with capsys.disabled():
        print(f"\n  grounded: {alarms} false alarms in {len(told)} true answers")
        for name, number in planted.items():
            print(f"  grounded: {name}: {found[name]} of {number} found")
    assert len(told) >= 120
    assert alarms == 0
    assert all(found[name] >= 0.97 * number for name, number in planted.items())


def _is_faulted(payload: dict[str, Any], passages: Passages) -> bool:
    found = asyncio.run(KIND.evidence(payload, brief(passages=passages, readers=1, agree=1), Readers()))
    return any(each.source == "verifier:grounded" and each.severity is Severity.BLOCKING for each in found.findings)
