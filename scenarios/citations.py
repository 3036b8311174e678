"""Citations: every sentence of an answer with the numbers of the passages that it rests on."""

from collections.abc import Sequence

from ..runtime.text import sentences
from .verifiers.facts import content
from .verifiers.grounded import Quoted


def cited(answer: str, quotes: Sequence[Quoted]) -> str:
    """Return the answer with [n] at the end of each sentence; as it is where nothing is quoted."""
    if not quotes:
        return answer.strip()
    return " ".join(_with_marks(said, _rests_on(said, quotes)) for said in sentences(answer))


def _with_marks(said: str, numbers: Sequence[int]) -> str:
    body = said.rstrip(".!?")
    return f"{body} {''.join(f'[{number}]' for number in numbers)}{said[len(body) :]}"


def _rests_on(said: str, quotes: Sequence[Quoted]) -> list[int]:
    """Return the passages that bring something of a sentence that those before them do not; all where none does."""
    missing, used = content(said), set[int]()
    for quote in sorted(quotes, key=lambda each: -len(content(said) & content(each.text))):
        if missing & content(quote.text):
            used.add(quote.passage)
            missing -= content(quote.text)
    return sorted(used or {quote.passage for quote in quotes})
