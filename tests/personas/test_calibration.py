"""Calibration finds edits it was not fitted on, spares distinct texts, and says when it cannot."""

import json
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from langchain_core.embeddings import Embeddings

from dramaturg.personas.calibration import FEWEST_TEXTS, Calibration, calibrate
from dramaturg.personas.embedders import HashedNgrams, threshold_for
from dramaturg.personas.gate import Gate
from dramaturg.runtime.errors import UsageError

SELF_INSTRUCT = Path(__file__).parents[3] / "shared" / "data" / "self_instruct_seed_tasks.jsonl"

TEXTS = """
A night nurse on a stroke ward writes letters for patients who can no longer hold a pen.
The quarry engineer plans one last blast before the pit is flooded and becomes a lake.
Explain to a first-time beekeeper why a colony may swarm in early May.
Which of these three bus routes reaches the hospital before seven in the morning?
Turn the minutes of the parish meeting into a notice of fewer than eighty words.
She repairs accordions in a cellar below the fish market and tunes them by ear.
Compare the cost of heating a greenhouse with straw bales and with a heat pump.
My grandfather kept pigeons, and each spring he lost two of them to the falcon.
Draft a polite refusal to a landlord who wants to inspect the flat on a Sunday.
Describe how a violin maker chooses spruce by knocking on the log.
Calculate how many tiles of twenty centimetres cover a kitchen floor of nine square metres.
The lighthouse has been automatic since 1987, yet somebody still paints the railing.
Summarise the ruling on shared driveways for tenants who are not lawyers.
A retired chess teacher remembers every game that he has lost to a child.
Suggest a vegetarian menu for forty guests at a wedding in a mountain hut.
What should a diver check before entering a cave in murky water?
He drives the snow plough over the pass at four, when only foxes are awake.
Translate the safety label on the band saw for colleagues who read Polish.
List the documents that a goldsmith needs to sell earrings at the Christmas fair.
The choir rehearses in the swimming hall because the church roof leaks.
Write a riddle whose answer is the shadow of a bridge.
Explain compound interest with the help of a sourdough starter.
A customs officer collects the strangest reasons given for undeclared cheese.
Find the error in this proof that every number is interesting.
Plan a training week for a rower who works the late shift.
The archive of the opera lists every broken string since the war.
Why does bread go stale faster in a fridge than in a wooden box?
An apprentice roofer is afraid of heights and has told nobody but her dog.
Sort the following battles by date and name the treaty that ended each.
Prepare questions for an interview with the last saddler in the valley.
Rewrite the recipe for readers who own neither scales nor an oven.
The meteorologist keeps a diary of clouds that never made it into the forecast.
Give three arguments against moving the market from Thursday to Saturday.
A puppet theatre in a former bank performs for children and for pensioners.
Estimate the weight of the snow on a flat roof after a wet night.
How does a blind gardener tell ripe tomatoes from green ones?
Compose a short toast for the retirement of a tram driver.
The vet treats a swan that returns to the same pharmacy every autumn.
Check whether this contract lets the photographer publish pictures of minors.
Two sisters run the ferry and have not spoken on land for eleven years.
Design an experiment which shows that seeds notice the length of the day.
Correct the spelling in this postcard without changing the voice of the child.
""".strip().splitlines()

syllables = [start + vowel for start in ("b", "d", "f", "kr", "l", "pl", "st", "v") for vowel in "aeiou"]


def invented(count: int, seed: int) -> list[str]:
    """Return texts of 12 words that hardly share any."""
    rng = Random(seed)
    words = ["".join(rng.choices(syllables, k=3)) for _ in range(3000)]
    return [" ".join(rng.sample(words, 12)) for _ in range(count)]


class Constant(Embeddings):
    """An embedder that takes everything for the same."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [[1.0, 2.0] for _ in texts]

    def embed_query(self, text: str) -> list[float]:
        return [1.0, 2.0]


def test_edits_that_it_was_not_fitted_on_are_found_and_distinct_texts_spared() -> None:
    result = calibrate(TEXTS, HashedNgrams())
    assert (result.texts, result.fit.texts, result.held_out.texts) == (42, 21, 21)
    assert result.fit.separates
    assert result.fit.lowest_clean <= result.threshold <= result.fit.highest_finding
    assert result.held_out.found_share >= 0.95
    assert result.held_out.flagged == 0
    assert result.held_out.neighbour_p99 < result.threshold


def test_the_report_counts_every_operator_of_its_half() -> None:
    result = calibrate(TEXTS, HashedNgrams())
    assert [tally.operator for tally in result.fit.tallies] == [
        "drop_word",
        "swap_neighbours",
        "restyle",
        "typo",
    ]
    reported = result.held_out.tallies
    assert [tally.operator for tally in reported] == [
        "replace_word",
        "insert_word",
        "truncate",
        "change_number",
    ]
    assert sum(tally.planted for tally in reported) == result.held_out.planted
    found = sum(tally.found for tally in reported)
    assert result.held_out.found_share == pytest.approx(found / result.held_out.planted)


def test_a_gate_at_the_threshold_admits_every_distinct_text() -> None:
    gate = Gate(HashedNgrams(), calibrate(TEXTS, HashedNgrams()).threshold)
    for place, text in enumerate(TEXTS):
        assert gate.check(text) is None
        gate.admit(f"t{place}", text)


@given(st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=8)
def test_order_and_repeats_change_nothing(rng: Random) -> None:
    given_order = [*TEXTS, *(text.upper() for text in TEXTS), "...", ""]
    shuffled = rng.sample(given_order, len(given_order))
    result = calibrate(shuffled, HashedNgrams())
    assert (result.texts, result.left_out) == (42, 44)
    assert result == calibrate(given_order, HashedNgrams())


@given(st.integers(0, 10_000))
@settings(deadline=None, max_examples=8)
def test_what_is_fitted_on_one_half_holds_on_the_other(seed: int) -> None:
    result = calibrate(invented(60, seed), HashedNgrams())
    assert result.held_out.found_share >= 0.9
    assert result.held_out.flagged_share <= 0.1


def test_a_share_of_near_duplicates_in_the_file_does_not_spoil_the_threshold() -> None:
    texts = invented(240, 1)
    texts += [text.rsplit(" ", 1)[0] + " postscript" for text in texts[:12]]
    strict = calibrate(texts, HashedNgrams(), flagged_share=0.0)
    lenient = calibrate(texts, HashedNgrams(), flagged_share=0.1)
    assert strict.fit.lowest_clean > 0.8
    assert lenient.fit.lowest_clean < 0.5
    assert lenient.fit.closest == strict.fit.closest
    assert strict.fit.closest.first.split()[:11] == strict.fit.closest.second.split()[:11]


def test_too_few_distinct_texts_are_refused() -> None:
    few = TEXTS[: FEWEST_TEXTS - 1]
    with pytest.raises(UsageError, match="at least 20 distinct texts, and there are 19"):
        calibrate([*few, *few], HashedNgrams())
    assert isinstance(calibrate(TEXTS[:FEWEST_TEXTS], HashedNgrams()), Calibration)


def test_texts_too_short_to_edit_are_refused() -> None:
    with pytest.raises(UsageError, match="no texts long enough to be edited"):
        calibrate([f"number {place}" for place in range(30)], HashedNgrams())


def test_an_embedder_that_takes_everything_for_the_same_is_refused() -> None:
    with pytest.raises(UsageError, match="cannot tell distinct texts apart"):
        calibrate(TEXTS, Constant())


@pytest.mark.skipif(not SELF_INSTRUCT.exists(), reason="the Self-Instruct seed tasks are not part of the project")
def test_the_default_threshold_is_what_self_instruct_gives() -> None:
    lines = SELF_INSTRUCT.read_text(encoding="utf-8").splitlines()
    result = calibrate([json.loads(line)["instruction"] for line in lines], HashedNgrams())
    assert result.threshold == threshold_for(HashedNgrams.name)
    assert result.held_out.found_share >= 0.95
    assert result.held_out.flagged_share <= 0.05
