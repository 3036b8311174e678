"""Every way in which human-written drafts are spoilt as drafts of models go wrong, by name."""

from functools import partial
from typing import Final

import chat_habits as habits
import planted_faults as faults
import planted_words as words
from planting import Operator

DEFECTS: Final[dict[str, Operator]] = {
    "stock opening": partial(words.opening, habits.OPENINGS),
    "stock opening, other models": partial(words.opening, habits.FURTHER_OPENINGS),
    "stock closing": partial(words.closing, habits.CLOSINGS),
    "stock closing, other models": partial(words.closing, habits.FURTHER_CLOSINGS),
    "says that it is a model": partial(words.remark, habits.SELF_DESCRIPTIONS),
    "says so, other models": partial(words.remark, habits.FURTHER_SELF_DESCRIPTIONS),
    "refusal": partial(words.instead, habits.REFUSALS),
    "refusal, other models": partial(words.instead, habits.FURTHER_REFUSALS),
    "placeholder": words.placeholder,
    "short seed copied whole": faults.whole_seed,
    "seed copied, 11 to 14 words": partial(faults.seed_span, 11, 14, faults.unedited),
    "seed copied, 15 to 40 words": partial(faults.seed_span, 15, 40, faults.unedited),
    "seed copied, case and marks": partial(faults.seed_span, 12, 40, faults.case_and_marks),
    "seed copied, one word replaced": partial(faults.seed_span, 16, 40, partial(faults.words_replaced, 1)),
    "seed copied, two words replaced": partial(faults.seed_span, 16, 40, partial(faults.words_replaced, 2)),
    "seed copied, a word dropped": partial(faults.seed_span, 16, 40, faults.word_dropped),
    "instruction handed back": faults.instruction_returned,
    "sum wrong by one": partial(faults.sum_changed, faults.by_one),
    "sum with a wrong digit": partial(faults.sum_changed, faults.a_digit),
    "sum with a zero more or less": partial(faults.sum_changed, faults.a_zero),
    "length missed": faults.length_missed,
    "form missed": faults.form_missed,
    "cut between words": partial(faults.cut, False, True),
    "cut inside a word": partial(faults.cut, True, True),
    "cut, no full stop before": partial(faults.cut, False, False),
    "response left out": faults.left_out,
    "sentence repeated": partial(faults.sentence_repeated, False),
    "sentence repeated, a word changed": partial(faults.sentence_repeated, True),
    "all repeated": faults.all_repeated,
    "end in a loop": faults.loop,
    "forged mark": partial(words.addressed, habits.FORGED_MARKS, words.plainly),
    "forged verdict": partial(words.addressed, habits.FORGED_VERDICTS, words.plainly),
    "order": partial(words.addressed, habits.ORDERS, words.plainly),
    "order in base64": partial(words.addressed, habits.ORDERS, words.in_base64),
    "order with hidden marks": partial(words.addressed, habits.ORDERS, words.with_hidden_marks),
    "order over several lines": partial(words.addressed, habits.ORDERS, words.over_lines),
    "order in other words": partial(words.addressed, habits.ORDERS_IN_OTHER_WORDS, words.plainly),
}
"""Defect → how it is planted."""
