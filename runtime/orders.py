"""Finds text that is addressed to a model rather than to a reader, and takes it out of prompts.

Fences keep a section closed; this is the second line. It looks for what injections need (an order to drop
earlier instructions, chat-template marks, a forged fence, a dictated reply or score), also behind zero-width and
full-width characters, in base64, and broken over lines. Precision on real text is a figure that `make evidence` prints.
"""

import base64
import binascii
import re
import unicodedata
from functools import lru_cache
from typing import Final, NamedTuple

from .frozen import Frozen

REMOVED = "[removed: words addressed to a model]"

_INVISIBLE: Final = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]"
)

_GRADERS: Final = "grader evaluator judge critic reviewer assessor scorer rater examiner annotator moderator verifier"
_MODELS: Final = "model ai llm chatbot assistant gpt chatgpt claude gemini"
_DROPS: Final = "ignore disregard forget override bypass neglect discard overrule cancel void"
_RATES: Final = "give assign award rate score grade mark deserve deserves merit merits receive"
_FLAWS: Final = "problem finding issue defect error flaw mistake fault remark objection complaint"
_OVERLOOKS: Final = "report mention list flag find raise note criticise criticize check"
_DRAFTS: Final = "draft sample row submission candidate entry"


def _one_of(words: str) -> str:
    return f"(?:{'|'.join(words.split())})"


_EARLIER: Final = (
    r"(?:previous|prior|above|earlier|preceding|foregoing|existing|original|initial|former|system|your|all|any"
    r"|these|those)"
)
_GUIDANCE: Final = (
    r"(?:instruction|rule|prompt|direction|directive|guideline|guidance|message|text|order|command|constraint|context"
    r"|task|training)s?"
)
_TOLD: Final = (
    r"(?:you (?:were|have been|had been|are) (?:told|given|asked|instructed)"
    r"|(?:everything|anything|all|whatever|what) [^.\n]{0,30}\b(?:above|before|told|said|instructed)\b)"
)
_DROP: Final = rf"(?:{_one_of(_DROPS)}|(?:stop|do not|don't|no longer) follow(?:ing)?|pay no (?:attention|heed) to)"
_CUSTOM: Final = r"cancel\s+(?:(?:all|any|of|your|these|those|original)\s+){1,3}orders?\b"
"""What people do to orders in a shop, and no words to a model."""
_MODEL: Final = rf"(?:(?:language |ai |chat )?{_one_of(_MODELS)})"
_THIS: Final = rf"(?:it|this|(?:this|the|that) (?:{_one_of(_DRAFTS)}|text|answer|response|essay|output|work|one))"
_BEST: Final = r"(?:full|top|maximum|highest|perfect|best)"
_TEN: Final = r"(?:10|5|ten|five)"


class _Sort(NamedTuple):
    """Orders of one sort: a text needs a word of each set, and one of the signs if there are any, to hold one.

    That is quicker to tell than the pattern.
    """

    needs: tuple[frozenset[str], ...]
    signs: tuple[str, ...]
    pattern: re.Pattern[str]

    def may_stand_in(self, text: str, words: set[str]) -> bool:
        """Whether the pattern is worth a try."""
        if self.signs and not any(sign in text for sign in self.signs):
            return False
        return all(not words.isdisjoint(needed) for needed in self.needs)


def _sort(*cores: str, needs: tuple[str, ...] = (), signs: tuple[str, ...] = ()) -> _Sort:
    joined = re.compile("|".join(rf"(?:{core})" for core in cores), re.IGNORECASE | re.MULTILINE)
    return _Sort(tuple(frozenset(words.split()) for words in needs), signs, joined)


_IN_LINES: Final = _sort(
    r"^[ \t>#*]*(?:system|developer)(?: prompt| message| note| override)?[*]*[ \t]*:",
    r"^[ \t]*#{2,}[ \t]*(?:system|assistant|user|human)[ \t]*:",
    r"^[ \t]*(?:assistant|AI|bot|model)[ \t]*:[^\n]*\b(?:score|accept|approve|rate|verdict)\b",
    r"^[ \t>#*\"'(\[]*(?:final |overall )?(?:verdict|judge?ment|decision)[*]*\s*[:=]\s*"
    r"(?:this |the )?(?:draft |sample )?(?:is )?(?:accept|approv|pass)",
    signs=(":", "="),
)
"""What stands at the start of a line."""

_SORTS: Final = (
    _sort(
        r"<\|[^|\n]{1,40}\|>|\[/?INST\]|<<\s*/?SYS\s*>>|</?(?:start_of_turn|end_of_turn|bos|eos|s)>",
        r"<<<[\w .:-]{0,80}>>>",
        r"</?(?:system|instructions?|prompt|verdict|judge?ment|draft|assistant|user)(?:\s[^>\n]{0,40})?>",
        r"(?<!-)-{2,}\s*(?:end|start|begin(?:ning)?) of (?:the )?"
        r"(?:draft|prompt|input|data|document|instructions?|context|text)\b",
        r"\{\s*[\"']?(?:findings|scores|verdict|accept(?:ed)?|objection|personas|situation|instruction|answers)[\"']?\s*:",
        r"\{[^{}\n]*\"(?:findings|scores|verdict|accept(?:ed)?|objection|must_include)\"\s*:",
        r"\{[^{}\n]*\"(?:instruction\"\s*:[^{}\n]*\"response|response\"\s*:[^{}\n]*\"instruction)\"\s*:",
        signs=("<", "[", "{", "--"),
    ),
    _sort(
        rf"\b(?!{_CUSTOM}){_DROP}\s+(?:\w+\s+){{0,3}}?{_EARLIER}(?:\s+(?:{_EARLIER}|of|the|and|or|my|set|given|other|safety)){{0,5}}\s+{_GUIDANCE}\b",
        rf"\b{_DROP}\b[^.\n]{{0,30}}\b{_TOLD}",
        needs=(f"{_DROPS} follow following pay",),
    ),
    _sort(
        r"\b(?:reply|respond|answer (?:only |just |exactly |simply )?(?:with|by|as|in))\b[^.\n{]{0,60}\{\s*[\"'}]",
        r"\b(?:return|output|say|print|write|emit|send|produce) "
        r"(?:only|just|exactly|nothing but|the following|this|verbatim)\b[^.\n{]{0,60}\{\s*[\"'}]",
        needs=("reply respond answer return output say print write emit send produce",),
    ),
    _sort(
        rf"\b{_one_of(_RATES)}\b[^.\n]{{0,60}}"
        rf"\b(?:(?:a|the|full|with) {_BEST}\b[^.\n]{{0,12}}\b(?:score|mark|grade|rating)s?"
        rf"|{_TEN}(?: ?/ ?| out of ){_TEN})\b",
        rf"\b{_one_of(_RATES)}\b[^.\n]{{0,40}}\b(?:{_TEN}|{_BEST})\b[^.\n]{{0,20}}\b(?:every|each|all)\b[^.\n]{{0,12}}"
        r"\b(?:criteri\w+|categor\w+|dimension|aspect)",
        rf"\b(?:rate|score|grade|judge|mark) {_THIS}\b[^.\n]{{0,20}}"
        r"\b(?:perfect|flawless|excellent|highly|outstanding|correct)\b",
        needs=(
            f"{_RATES} judge",
            "full top maximum highest perfect best 10 5 ten five flawless excellent highly outstanding correct",
        ),
    ),
    _sort(
        rf"\b(?:accept|approve|pass)\b[^.\n]{{0,20}}\b(?:this|the) {_one_of(_DRAFTS)}\b",
        needs=("accept approve pass", _DRAFTS),
    ),
    _sort(
        rf"\b{_THIS} (?:must|should|shall|has to|needs to|is to) be "
        r"(?:accepted|approved|passed|scored|rated|graded|marked)\b",
        needs=("accepted approved passed scored rated graded marked",),
    ),
    _sort(
        r"\b(?:note|message|attention|instructions?|memo|notice|reminder|hint|important)\b[^.\n]{0,20}\b(?:to|for)\b"
        rf"[^.\n]{{0,12}}\b(?:{_one_of(_GRADERS)}|{_MODEL})s?\b\s*[:,-]",
        rf"\b(?:dear|hello|hey|hi|attention)\b,? (?:{_MODEL}|{_one_of(_GRADERS)} (?:model|ai|llm))\b\s*[:,!-]",
        rf"\b(?:you are|you're|act as) (?:now an?|the) (?:[a-z]+ )?(?:{_one_of(_GRADERS)}|language model|ai model)\b",
        rf"\b{_one_of(_GRADERS)}s? (?:must|should|shall|has to|have to|needs? to) (?:\w+ )?"
        r"(?:accept|approve|award|ignore)\b",
        needs=(" ".join(f"{word} {word}s" for word in f"{_GRADERS} {_MODELS}".split()),),
    ),
    _sort(
        rf"\b(?:do not|don't|never|stop|without) {_one_of(_OVERLOOKS)}\w*\b[^.\n]{{0,20}}"
        rf"\b{_one_of(_FLAWS)}s?\b[^.\n]{{0,12}}\b(?:with|in|of|about) {_THIS}\b",
        r"\b(?:return|give|leave|report|output|submit)\b[^.\n]{0,20}"
        r"\b(?:no findings|(?:an )?empty (?:list|array)|zero findings)\b",
        needs=(f"{' '.join(f'{word} {word}s' for word in _FLAWS.split())} empty",),
    ),
    _sort(
        r"\b(?:your )?new (?:system )?(?:instructions?|prompt|task|orders?)\s*(?:is|are)?\s*:",
        needs=("new", "instruction instructions prompt task order orders"),
    ),
    _sort(
        r"\b(?:reveal|show|print|repeat|output|display|leak|tell me)\b[^.\n]{0,20}\byour "
        r"(?:system |initial |hidden |original )?(?:prompt|instructions)\b",
        needs=("your", "prompt instructions"),
    ),
    _sort(
        r"\b(?:end|stop|finish|skip|abort) (?:your|the|this) "
        r"(?:review|evaluation|assessment|grading|judging|critique|verification)\b",
        needs=("end stop finish skip abort", "review evaluation assessment grading judging critique verification"),
    ),
)
"""What may stand anywhere, also broken over lines. Each pattern is the core of an order; the sentence around it and
the rest of the line go with it."""

_WORD: Final = re.compile(r"[a-z0-9]+")
_BASE64: Final = re.compile(r"(?:[A-Za-z0-9+/_-]{20,}\n)*[A-Za-z0-9+/_-]{20,}={0,2}")
_SENTENCE_END: Final = re.compile(r"[.!?]\s")


class Order(Frozen):
    """A passage addressed to a model."""

    passage: str


def orders_in(text: str) -> tuple[Order, ...]:
    """Return the passages of `text` that are addressed to a model."""
    seen = _readable(text)
    return tuple(Order(passage=seen[start:end].strip()) for start, end in _passages(seen))


@lru_cache(maxsize=4096)
def without_orders(text: str) -> str:
    """Return `text` as it may stand in a prompt: orders replaced by a visible mark, the rest untouched."""
    seen = _readable(text)
    passages = _passages(seen)
    if not passages:
        return text
    kept, place = list[str](), 0
    for start, end in passages:
        kept += [seen[place:start], REMOVED]
        place = end
    return "".join(kept) + seen[place:]


def _readable(text: str) -> str:
    """Return a text as a model reads it: nothing invisible, and full-width letters as letters."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))


@lru_cache(maxsize=4096)
def _passages(seen: str) -> tuple[tuple[int, int], ...]:
    """Return start and end of every order, in order and without overlaps."""
    found = list[tuple[int, int]]()
    flat, words = seen.replace("\n", " "), set(_WORD.findall(seen.lower()))
    for sort, text in ((_IN_LINES, seen), *((sort, flat) for sort in _SORTS)):
        if sort.may_stand_in(text, words):
            found += [_extent(seen, match) for match in sort.pattern.finditer(text)]
    found += [match.span() for match in _BASE64.finditer(seen) if orders_in(_decoded(match.group()))]
    joined: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)


def _extent(seen: str, match: re.Match[str]) -> tuple[int, int]:
    """Return where the sentence that holds a match starts, and where its line ends; its paragraph if it is broken."""
    line = seen.rfind("\n", 0, match.start()) + 1
    starts = [found.end() for found in _SENTENCE_END.finditer(seen, line, match.start())]
    end = seen.find("\n\n" if "\n" in seen[match.start() : match.end()] else "\n", match.end())
    return (starts[-1] if starts else line, len(seen) if end < 0 else end)


def _decoded(run: str) -> str:
    """Return what a run says in base64; a word that follows on the next line spoils its end only."""
    plain = run.replace("\n", "").rstrip("=").translate(_URL_SAFE)
    whole = plain[: len(plain) // 4 * 4]
    rest = plain[len(whole) :]
    padded = whole + rest.ljust(4, "=") if len(rest) > 1 else whole
    try:
        return base64.b64decode(padded, validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""


_URL_SAFE: Final = str.maketrans("-_", "+/")
