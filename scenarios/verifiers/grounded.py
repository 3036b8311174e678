"""An answer from passages: quotes stand where they are said to stand, and the answer says nothing beyond them."""

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from ...runtime.text import sentences, shorten, words
from ..finding import Check, Finding, Severity
from ..passages import Passages
from .evidence import defect
from .facts import all_words, content, figures, names, share

SHORTEST_QUOTE: Final = 3
"""Words below which a quote settles nothing."""

_LEANS: Final = re.compile(
    r"\b(?:(?:according to|based on|(?:mentioned|stated|described|given|said|listed) in) (?:the|this|these|those) "
    r"(?:\w+ )?(?:passages?|texts?|excerpts?|paragraphs?|contexts?|sources?|documents?|snippets?|extracts?)"
    r"|(?:in|from|of) (?:the|this|these|those) (?:(?:above|given|provided|following|first|second|last) )?"
    r"(?:passages?|excerpts?|paragraphs?|snippets?|extracts?)"
    r"|(?:in|from|of) the (?:above|given|provided|following) (?:text|context|document)s?"
    r"|the (?:passage|text|excerpt|paragraph|source|document)s? (?:above|below|say|state|mention|tell)s?"
    r"|passages? (?:\d+|one|two|three)|\[\d+\])",
    re.IGNORECASE,
)
_DENIES: Final = re.compile(
    r"\b(?:not?|none|nothing|never|cannot|unknown|unclear|unstated|without|lacks?|\w+n['’]t"
    r"|nicht|kein\w*|nichts|unbekannt|ne|pas|aucun\w*|rien|nada|ning[uú]n\w*|non|nessun\w*)\b",
    re.IGNORECASE,
)
_YES_OR_NO: Final = re.compile(r"\s*(?:yes|no)\b", re.IGNORECASE)


class Quoted(NamedTuple):
    """Words that are said to stand in a passage."""

    passage: int
    text: str


class Answered(NamedTuple):
    """A question with its answer and what the answer rests on."""

    question: str
    answer: str
    quotes: Sequence[Quoted]


def stands_in(quote: str, passage: str) -> bool:
    """Whether a quote is in a passage word for word; only white space may differ."""
    return " ".join(quote.split()) in " ".join(passage.split())


def quotes_stand(made: Answered, passages: Passages) -> Iterator[Finding]:
    """Find quotes that are not where they are said to be, or too short to settle anything."""
    for quote in made.quotes:
        shown = shorten(quote.text, 120)
        text = passages.text(quote.passage)
        if len(words(quote.text)) < SHORTEST_QUOTE and not figures(quote.text):
            yield defect("grounded", "quotes", f"a quote is too short to settle anything: {shown!r}", "quote more")
        elif text is None or not stands_in(quote.text, text):
            holding = [str(number) for number, other in passages.numbered() if stands_in(quote.text, other)]
            moved = f"it stands in passage {holding[0]}" if holding else "it stands in none"
            problem = f"a quote does not stand in passage {quote.passage}: {shown!r}; {moved}"
            yield defect("grounded", "quotes", problem, "copy it exactly, with the number of its passage")


def rests_on_sources(made: Answered, passages: Passages) -> Iterator[Finding]:
    """Find sources that nothing is quoted from; where there is one source alone, any passage will do."""
    quoted = {quote.passage for quote in made.quotes}
    if not quoted:
        yield defect("grounded", "quotes", "nothing is quoted", "quote the words that settle the answer")
    missing = [number for number in passages.sources if number not in quoted]
    if quoted and missing and len(passages.sources) > 1:
        listed = " and ".join(map(str, missing))
        problem = f"the answer must need passage {listed} too, and nothing is quoted from it"
        yield defect("grounded", "quotes", problem, "ask what takes all of these passages, and quote from each")


def says_no_more(made: Answered, least: float) -> Iterator[Finding]:
    """Find figures, names and sentences of the answer that its quotes do not hold."""
    known = [quote.text for quote in made.quotes] + [made.question]
    held_figures = frozenset[str]().union(*map(figures, known))
    held_words = frozenset[str]().union(*map(all_words, known))
    for said in sentences(made.answer):
        strange = sorted(figures(said) - held_figures) + sorted(names(said) - held_words)
        if strange:
            problem = f"no quote holds {', '.join(strange)}"
            yield defect("grounded", "answer", problem, "say what the quotes say, or quote what says it", quote=said)
        elif share(said, known) < least:
            problem = f"only {share(said, known):.0%} of this sentence's words stand in the quotes"
            yield defect("grounded", "answer", problem, "keep to the quotes, or quote what says it", quote=said)


def adherence(made: Answered, least: float) -> Check:
    """Return how much of the answer stands in its quotes."""
    measured = share(made.answer, [*(quote.text for quote in made.quotes), made.question])
    return Check(name="context adherence", passed=measured >= least, said=f"{measured:.2f}")


def stands_alone(made: Answered) -> Iterator[Finding]:
    """Find questions that point at the passages, as whoever asks cannot: they have not seen them."""
    leaning = _LEANS.search(made.question)
    if leaning:
        problem, fix = "the question points at the passages", "ask as somebody who has not seen them"
        yield defect("grounded", "question", problem, fix, quote=leaning.group())


def keeps_its_answer(made: Answered) -> Iterator[Finding]:
    """Find questions that already hold all that the answer says."""
    said = content(made.answer)
    if said and said <= content(made.question) and not _YES_OR_NO.match(made.answer):
        yield defect("grounded", "question", "the question holds its answer", "ask for what the answer tells")


def asks_of_what_is_there(made: Answered, passages: Passages) -> Iterator[Finding]:
    """Find figures in the question that no passage holds: it rests on what is not so."""
    held = frozenset[str]().union(*(figures(text) for _, text in passages.numbered()))
    strange = sorted(figures(made.question) - held)
    if strange:
        problem = f"no passage holds {', '.join(strange)}, which the question takes as given"
        yield defect("grounded", "question", problem, "ask of what the passages hold", severity=Severity.MAJOR)


def says_it_is_not_there(made: Answered) -> Iterator[Finding]:
    """Find answers to an unanswerable question that answer it all the same."""
    if made.quotes:
        yield defect("grounded", "quotes", "an answer that the passages do not hold has quotes", "leave them out")
    if not _DENIES.search(made.answer):
        problem = "the passages do not answer it, and the answer does not say so"
        yield defect("grounded", "answer", problem, "say that they do not tell")
    strange = sorted(figures(made.answer) - figures(made.question))
    if strange:
        problem = f"it gives a figure for what the passages do not tell: {', '.join(strange)}"
        yield defect("grounded", "answer", problem, "say only that they do not tell")
