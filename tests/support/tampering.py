"""Tampering with trajectories: what a forger, a careless recorder or a model that makes things up might hand in.

Written against the protocol of worlds and trajectories; nothing here knows what the ladder looks for. A forger who
covers up makes all calls again after the change and records what truly came of them, so that nothing but the task
itself can tell.
"""

import random
from collections.abc import Callable
from typing import Final

import tampered_calls as calls
import tampered_results as results
import tampered_words as words
from tampered_records import Record

Tamper = Callable[[Record, random.Random], Record | None]
"""Changes a record; None where it has nothing of that sort to change."""

TAMPERS: Final[dict[str, Tamper]] = {
    "call dropped": calls.call_dropped,
    "argument changed, valid": calls.argument_changed,
    "argument changed, invalid": calls.argument_spoilt,
    "result: a value changed": results.leaf_changed,
    "result: success and failure turned": results.outcome_turned,
    "result: replaced by a likely one": results.result_forged,
    "result: other changes claimed": results.changes_forged,
    "two calls swapped": calls.calls_swapped,
    "write added": calls.write_added,
    "write before its look-ups": calls.write_hurried,
    "words: other value": words.value_misstated,
    "words: part of a longer value": words.value_grown,
    "words: value left out": words.value_unsaid,
    "words: the user says it": words.value_said_by_user,
    "words: nobody told the id": words.id_untold,
    "id used twice": results.id_duplicated,
    "end state: another": results.end_forged,
    "policy or tool edited": results.offer_forged,
    "user leaves before the write": calls.user_leaves,
}
"""What is changed while all else stays on record as it was."""

COVERED: Final = (
    "call dropped",
    "argument changed, valid",
    "argument changed, invalid",
    "two calls swapped",
    "write added",
    "write before its look-ups",
    "user leaves before the write",
)
"""What is also tried by a forger who makes all calls again and records what truly came of them."""

MATCHED: Final = ("call dropped", "argument changed, valid", "write added", "user leaves before the write")
"""What is also tried by one who does so and then records the end state that the task wants."""
