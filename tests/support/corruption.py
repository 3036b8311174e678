"""Every way in which human-written drafts are spoilt as drafts of models go wrong, by name."""

from functools import partial
from typing import Final

DEFECTS: Final[dict[str, Operator]] = {
    "stock opening": opening,
    "stock closing": closing,
    "says that it is a model": self_description,
    "refusal": refusal,
    "placeholder": placeholder,
    "seed copied, 5 to 10 words": partial(seed_span, 5, 10, unedited),
    "seed copied, 11 to 14 words": partial(seed_span, 11, 14, unedited),
    "seed copied, 15 to 40 words": partial(seed_span, 15, 40, unedited),
    "seed copied, case and marks": partial(seed_span, 12, 40, case_and_marks),
    "seed copied, one word replaced": partial(seed_span, 16, 40, partial(words_replaced, 1)),
    "seed copied, two words replaced": partial(seed_span, 16, 40, partial(words_replaced, 2)),
    "seed copied, a word dropped": partial(seed_span, 16, 40, word_dropped),
    "instruction handed back": instruction_returned,
    "sum wrong by one": partial(sum_changed, by_one),
    "sum with a wrong digit": partial(sum_changed, a_digit),
    "sum with a zero more or less": partial(sum_changed, a_zero),
    "length missed": length_missed,
    "form missed": form_missed,
    "cut between words": partial(cut, False),
    "cut inside a word": partial(cut, True),
    "response left out": left_out,
    "sentence repeated": partial(sentence_repeated, False),
    "sentence repeated, a word changed": partial(sentence_repeated, True),
    "all repeated": all_repeated,
    "end in a loop": loop,
    "forged mark": partial(addressed, chat_habits.FORGED_MARKS, plainly),
    "forged verdict": partial(addressed, chat_habits.FORGED_VERDICTS, plainly),
    "order": partial(addressed, chat_habits.ORDERS, plainly),
    "order in base64": partial(addressed, chat_habits.ORDERS, in_base64),
    "order with hidden marks": partial(addressed, chat_habits.ORDERS, with_hidden_marks),
    "order over several lines": partial(addressed, chat_habits.ORDERS, over_lines),
    "order in other words": partial(addressed, chat_habits.ORDERS_IN_OTHER_WORDS, plainly),
}
"""Defect → how it is planted."""
