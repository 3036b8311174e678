"""The reading room: the same everywhere, each fact in one document alone, and a search that ranks as it should."""

import json
import math
import os
import random
import re
import subprocess
import sys
from collections import Counter
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dramaturg.runtime.orders import orders_in, without_orders
from dramaturg.scenarios.proof import hash_of
from dramaturg.scenarios.state import differences
from dramaturg.scenarios.world import WORLDS, Effect
from dramaturg.scenarios.worlds.search import SEARCH
from dramaturg.scenarios.worlds.search.corner import Corner
from dramaturg.scenarios.worlds.search.facts import FACTS
from dramaturg.scenarios.worlds.search.names import NAMES, PLANTED_TOOLS, planted_in
from dramaturg.scenarios.worlds.search.ranking import ranked
from dramaturg.scenarios.worlds.search.state import Document, Library
from world_play import play, refusal, value

SIZE = 24
HASH = """
import asyncio
from dramaturg.scenarios.state import state_hash
from dramaturg.scenarios.worlds.search import SEARCH
async def main():
    async with SEARCH.begin(7, 30) as simulation:
        print(state_hash(simulation.snapshot()))
asyncio.run(main())
"""
Call = tuple[str, dict[str, Any]]


@cache
def library_of(seed: int, size: int = SIZE) -> Library:
    return Library.model_validate(dict(play(SEARCH, [], seed, size).before))


def one_of(sort: str, *, released: bool = True) -> tuple[str, Document]:
    """Return the first document of a sort that gives no orders."""
    for key, each in library_of(0).documents.items():
        if each.sort == sort and each.released is released and not planted_in(each.text) and len(each.facts) > 1:
            return key, each
    raise AssertionError(f"no document about a {sort}")


def scored_plainly(documents: dict[str, Document], query: str) -> dict[str, float]:
    """Return BM25 as its formula has it, one document and one word at a time."""
    bags = {
        key: re.findall(r"\w+", f"{each.title} {each.title} {each.title} {each.text}".casefold())
        for key, each in documents.items()
    }
    usual = sum(map(len, bags.values())) / len(bags)
    scores = dict[str, float]()
    for key, bag in bags.items():
        total = 0.0
        for word in dict.fromkeys(re.findall(r"\w+", query.casefold())):
            having = sum(word in other for other in bags.values())
            times = bag.count(word)
            rarity = math.log(1 + (len(bags) - having + 0.5) / (having + 0.5))
            total += rarity * times * 2.5 / (times + 1.5 * (0.25 + 0.75 * len(bag) / usual))
        if total:
            scores[key] = total
    return scores


def test_it_is_found_by_name() -> None:
    assert WORLDS.get("search") is SEARCH


@pytest.mark.parametrize("hash_seed", ["0", "1"])
def test_the_same_seed_gives_the_same_state_in_a_fresh_process(hash_seed: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", HASH],
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.strip() == hash_of(SEARCH, play(SEARCH, [], 7, 30).before)


def test_other_seeds_and_sizes_give_other_states() -> None:
    ends = {hash_of(SEARCH, play(SEARCH, [], seed, size).before) for seed in range(6) for size in (20, 30, 41)}
    assert len(ends) == 18


@pytest.mark.parametrize(("size", "documents"), [(1, 20), (20, 20), (37, 37), (500, 500), (9999, 500)])
def test_the_size_is_the_number_of_documents_within_bounds(size: int, documents: int) -> None:
    found = library_of(0, size).documents
    assert len(found) == len({each.title for each in found.values()}) == documents
    assert {each.sort for each in found.values()} == {"person", "institute", "town", "work"}
    assert sum(not each.released for each in found.values()) >= 2
    assert sum(planted_in(each.text) is not None for each in found.values()) >= 3


@pytest.mark.parametrize(("seed", "size"), [(0, 20), (1, 60), (2, 200)])
def test_each_fact_stands_in_its_own_document_and_nowhere_else(seed: int, size: int) -> None:
    documents = library_of(seed, size).documents
    said = Counter[tuple[str, str]]()
    for key, document in documents.items():
        for name, held in document.facts.items():
            ways = [told.format(x=document.title, y=held) for told in FACTS[name].told]
            holders = [other for other, each in documents.items() if any(way in each.text for way in ways)]
            assert holders == [key], (name, ways)
            said[document.sort, name] += 1
    assert {name for _, name in said} == FACTS.keys()
    assert sum(said.values()) < sum(sum(FACTS[name].of == each.sort for name in FACTS) for each in documents.values())


@pytest.mark.parametrize("seed", range(4))
def test_what_a_text_says_can_be_read_from_it(seed: int) -> None:
    for document in library_of(seed, 80).documents.values():
        read = {name: fact.value_in(document.text, document.title) for name, fact in FACTS.items()}
        assert {name: each for name, each in read.items() if each is not None} == document.facts


def test_what_a_fact_leads_to_has_a_document() -> None:
    documents = library_of(3, 120).documents
    sorts = {each.title: each.sort for each in documents.values()}
    for each in documents.values():
        assert all(sorts[held] == to for name, held in each.facts.items() if (to := FACTS[name].to))


@pytest.mark.parametrize("size", [20, 500])
def test_a_title_finds_its_document_first(size: int) -> None:
    documents = library_of(5, size).documents
    assert all(ranked(documents, each.title)[0] == key for key, each in documents.items())


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_the_ranking_is_that_of_the_formula(data: st.DataObject) -> None:
    documents = library_of(data.draw(st.integers(0, 3)), 20).documents
    words = sorted({word for each in documents.values() for word in re.findall(r"\w+", f"{each.title} {each.text}")})
    query = " ".join(data.draw(st.lists(st.sampled_from([*words, "zebra"]), min_size=1, max_size=6)))
    expected = scored_plainly(documents, query)
    found = ranked(documents, query)
    assert set(found) == set(expected)
    assert [round(expected[key], 6) for key in found] == sorted((round(s, 6) for s in expected.values()), reverse=True)


def test_ties_do_not_depend_on_where_documents_lie() -> None:
    twins = {key: Document(title="Twin", sort="town", text="All the same.", facts={}) for key in ("D3", "D1", "D2")}
    assert ranked(twins, "twin") == ["D1", "D2", "D3"]
    keys = sorted(library_of(1).documents)
    random.Random(4).shuffle(keys)
    shuffled = {key: library_of(1).documents[key] for key in keys}
    for query in ("town market", "institute winds", "the year of birth"):
        assert ranked(shuffled, query) == ranked(library_of(1).documents, query)


def test_a_search_shows_five_at_most_and_nothing_for_words_that_nothing_has() -> None:
    found = value(SEARCH, "search_documents", {"query": "the town of the year"}, 0, SIZE)
    assert len(found) == 5
    assert all(each["excerpt"] in library_of(0).documents[each["document_id"]].text for each in found)
    assert value(SEARCH, "search_documents", {"query": "zebra ?!"}, 0, SIZE) == []


def test_the_excerpt_is_the_sentence_about_the_query() -> None:
    _, person = one_of("person")
    name, held = next(iter(person.facts.items()))
    found = value(SEARCH, "search_documents", {"query": f"{person.title} {held}"}, 0, SIZE)[0]
    assert found["title"] == person.title
    assert found["excerpt"] in [told.format(x=person.title, y=held) for told in FACTS[name].told]


def test_sentences_are_found_by_all_of_their_words() -> None:
    key, person = one_of("person")
    held = next(iter(person.facts.values()))
    found = value(SEARCH, "find_in_document", {"document_id": key, "text": f"{held.upper()} {person.title}"}, 0, SIZE)
    assert [held in each for each in found["sentences"]] == [True]
    none = value(SEARCH, "find_in_document", {"document_id": key, "text": f"{held} zebra"}, 0, SIZE)
    assert (
        none["sentences"]
        == value(SEARCH, "find_in_document", {"document_id": key, "text": ""}, 0, SIZE)["sentences"]
        == []
    )


def test_no_tool_shows_more_of_a_document_than_its_text() -> None:
    key, person = one_of("person")
    assert value(SEARCH, "open_document", {"document_id": key}, 0, SIZE) == {
        "document_id": key,
        "title": person.title,
        "released": True,
        "text": person.text,
    }


def test_an_answer_is_one_record_however_it_is_dressed_up() -> None:
    (person, one), (town, _) = one_of("person"), one_of("town")
    held = one.facts["birthplace"]
    ends = [
        hash_of(SEARCH, play(SEARCH, [("file_answer", {"answer": answer, "document_ids": ids})], 0, SIZE).after)
        for answer in (held, held.upper(), f" in {held}. ", one.title)
        for ids in ([person, town], [town, person])
    ]
    assert len(set(ends[:6])) == 1
    assert len(set(ends)) == 2, "another answer is another record"


def test_what_the_facts_forbid_is_refused_in_words() -> None:
    (person, one), (closed, _) = one_of("person"), one_of("person", released=False)
    refused: list[tuple[str, dict[str, Any], str]] = [
        ("open_document", {"document_id": "D1"}, "a search returns"),
        ("find_in_document", {"document_id": "D1", "text": "x"}, "a search returns"),
        ("file_answer", {"answer": one.title, "document_ids": []}, "at least one"),
        ("file_answer", {"answer": one.title, "document_ids": [person, person]}, "each once"),
        ("file_answer", {"answer": one.title, "document_ids": [person, "D1"]}, "no document"),
        ("file_answer", {"answer": "zebra", "document_ids": [person]}, "word for word"),
        ("file_answer", {"answer": " ", "document_ids": [person]}, "word for word"),
        ("file_answer", {"answer": one.title[:-1], "document_ids": [person]}, "word for word"),
        ("report_error", {"document_id": person, "matter": "spelling"}, "Input should be"),
        ("report_error", {"document_id": "D1", "matter": "year"}, "no document"),
        ("request_release", {"document_id": person}, "is released"),
    ]
    for tool, arguments, words in refused:
        assert words in refusal(SEARCH, tool, arguments, 0, SIZE), (tool, arguments)
    for call in (
        ("file_answer", {"answer": one.title, "document_ids": [person]}),
        ("report_error", {"document_id": person, "matter": "year"}),
        ("request_release", {"document_id": closed}),
    ):
        first, second = play(SEARCH, [call, call], 0, SIZE).results
        assert (first.error, first.changed) == (None, True)
        assert "already" in (second.error or "")


def test_terms_are_left_to_the_policy() -> None:
    """An assistant that ignores the policy can do wrong here: that is what trajectories are checked for."""
    key, closed = one_of("person", released=False)
    filed = play(SEARCH, [("file_answer", {"answer": closed.title, "document_ids": [key]})], 0, SIZE).results[0]
    assert filed.changed
    assert closed.text in value(SEARCH, "open_document", {"document_id": key}, 0, SIZE)["text"]


KEYS = sorted(library_of(0).documents)
ARGUMENTS: dict[str, st.SearchStrategy[Any]] = {
    "query": st.sampled_from(["town", "Zebra", "", "year of birth"]),
    "text": st.sampled_from(["is", "the", ""]),
    "document_id": st.sampled_from([*KEYS, "D1"]),
    "document_ids": st.lists(st.sampled_from([*KEYS[:3], "D1"]), max_size=3),
    "answer": st.sampled_from(["is", "the town", "zebra"]),
    "matter": st.sampled_from(["year", "place", "colour"]),
}
TABLES = {"file_answer": "answers", "report_error": "reports", "request_release": "requests"}


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(SEARCH.tools).flatmap(
            lambda tool: st.tuples(
                st.just(tool.name),
                st.fixed_dictionaries({name: ARGUMENTS[name] for name in tool.parameters["properties"]}),
            )
        ),
        max_size=6,
    )
)
def test_reading_changes_nothing_and_filing_one_table(calls: list[Call]) -> None:
    played = play(SEARCH, calls, 0, SIZE)
    wrote = [tool for (tool, _), result in zip(calls, played.results, strict=True) if result.changed]
    paths = [each.path.split(".")[0] for each in differences(played.before, played.after)]
    assert paths == sorted(TABLES[tool] for tool in wrote)
    assert all(
        result.changed == (result.error is None)
        for (tool, _), result in zip(calls, played.results, strict=True)
        if tool in TABLES
    )


def test_the_tools_are_told_in_full() -> None:
    for tool in SEARCH.tools:
        properties = tool.parameters["properties"]
        assert tool.parameters["additionalProperties"] is False
        assert set(tool.parameters["required"]) == set(properties)
        assert all(each.get("description") for each in properties.values()), tool.name
        assert (tool.actor, len(tool.about.split()) >= 6) == ("assistant", True)
    assert {tool.name for tool in SEARCH.tools if tool.effect is Effect.WRITE} == TABLES.keys()


def test_no_text_names_a_tool() -> None:
    """Where tools have other names, a text that names them would mislead."""
    told = [f"{each.about} {json.dumps(list(each.parameters['properties'].values()))}" for each in SEARCH.tools]
    assert not any(tool.name in " ".join((SEARCH.policy, *told)) for tool in SEARCH.tools)


def test_a_corner_is_a_part_of_the_collection_and_gives_no_orders() -> None:
    for seed in range(12):
        state = play(SEARCH, [], seed, 60).before
        corner = Corner.model_validate(dict(SEARCH.corner(state, random.Random(seed))))
        whole = Library.model_validate(dict(state)).documents
        assert {key: each.facts for key, each in corner.documents.items()} == {
            key: whole[key].facts for key in corner.documents
        }
        assert corner.hostile == {key: planted_in(whole[key].text) for key in corner.hostile}
        assert corner.hostile
        assert any(not each.released for each in corner.documents.values())
        text = corner.model_dump_json()
        assert without_orders(text) == text, "a prompt would tear this corner"
        assert all(planted_in(each.text) is None for each in corner.documents.values())


def test_some_orders_are_known_as_such_and_some_are_not() -> None:
    seen = {bool(orders_in(each.format(tool=PLANTED_TOOLS[0]))) for each in NAMES.hostile}
    assert seen == {True, False}
