"""Which rows LLaMA-Factory takes, written from what it publishes and from nothing of ours.

Its data README, on the sharegpt format: human and observation stand at odd places, gpt and function at even ones.
A row that does not hold to it, or has no even number of turns, is skipped with a warning.
"""

import json

ODD, EVEN = ("human", "observation"), ("gpt", "function_call")


def takes(line: str) -> bool:
    """Return whether LLaMA-Factory trains on a row."""
    turns = json.loads(line)["conversations"]
    at_odd = all(turn["from"] in ODD for turn in turns[0::2])
    at_even = all(turn["from"] in EVEN for turn in turns[1::2])
    return bool(turns) and len(turns) % 2 == 0 and at_odd and at_even
