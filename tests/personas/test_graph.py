"""The persona graph: order, paths, counts, what was turned away, and the file it is kept in."""

import json
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from dramaturg.personas.embedders import HashedNgrams
from dramaturg.personas.gate import Gate, Match
from dramaturg.personas.graph import PersonaGraph, Rejection, SeedNode, Step
from dramaturg.personas.persona import Candidate, Granularity, Lens, Origin, Persona
from dramaturg.runtime.errors import UsageError

RELATIONS = ("colleague", "patient", "supplier")

# Where each persona comes from: a number picks among the nodes that are there already.
growths = st.lists(st.tuples(st.integers(0, 99), st.sampled_from(RELATIONS)), max_size=20)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


def candidate(text: str, source: str, tie: str, *, origin: Origin, ordinal: int = 0) -> Candidate:
    return Candidate(
        text=text,
        origin=origin,
        granularity=Granularity.FINE,
        round=0 if origin is Origin.TEXT else 1,
        source=source,
        tie=tie,
        ordinal=ordinal,
        attributes={"place": "harbour", "age": "61"},
    )


def grow(graph: PersonaGraph, text: str, source: str, tie: str, origin: Origin = Origin.RELATION) -> str:
    """Admit one persona and return its id."""
    proposed = candidate(text, source, tie, origin=origin)
    persona = proposed.admitted()
    graph.admit(proposed, persona)
    return persona.id


def small() -> tuple[PersonaGraph, list[str]]:
    """Return two seeds with a nurse, her patient and his daughter under the first, and a stranger."""
    graph = PersonaGraph()
    graph.add_seed("s1", "Tide tables for March.", "seeds.txt:1")
    graph.add_seed("s2", "How to bank a fire.", "seeds.txt:2")
    nurse = grow(graph, "a nurse", "s1", "reads", Origin.TEXT)
    patient = grow(graph, "her patient", nurse, "patient")
    daughter = grow(graph, "his daughter", patient, "daughter")
    smith = grow(graph, "a smith", "s2", "dislikes", Origin.TEXT)
    return graph, [nurse, patient, daughter, smith]


def randomly_grown(choices: list[tuple[int, str]], words: list[str]) -> tuple[PersonaGraph, dict[str, str]]:
    """Return a graph with three seeds, and what each persona in it came from."""
    graph, sources = PersonaGraph(), dict[str, str]()
    for number in range(3):
        graph.add_seed(f"s{number}", words[number % len(words)], "seeds.txt")
    for number, (pick, relation) in enumerate(choices):
        source = ["s0", "s1", "s2", *sources][pick % (3 + len(sources))]
        text = f"{number} {words[number % len(words)]}"
        if source in sources:
            sources[grow(graph, text, source, relation)] = source
        else:
            lens = list(Lens)[pick % 4]
            sources[grow(graph, text, source, lens, Origin.TEXT)] = source
    return graph, sources


def test_a_path_leads_back_to_the_seed_step_by_step() -> None:
    graph, (nurse, patient, daughter, smith) = small()
    assert graph.path(daughter) == (Step("daughter", patient), Step("patient", nurse), Step("reads", "s1"))
    assert graph.path(smith) == (Step("dislikes", "s2"),)


def test_the_descendants_of_a_seed_are_all_who_lead_back_to_it() -> None:
    graph, (nurse, patient, daughter, smith) = small()
    assert graph.families()["s1"] == (nurse, patient, daughter)
    assert graph.families()["s2"] == (smith,)


def test_seeds_and_personas_keep_their_order_and_content() -> None:
    graph, ids = small()
    assert graph.seeds()[1] == SeedNode(id="s2", text="How to bank a fire.", source="seeds.txt:2")
    assert [persona.id for persona in graph.personas()] == ids
    assert graph.persona(ids[0]).attributes == {"place": "harbour", "age": "61"}


def test_relations_and_lenses_are_counted_apart() -> None:
    graph, (nurse, *_) = small()
    grow(graph, "another patient", nurse, "patient")
    # A relation may bear the name of a lens.
    grow(graph, "who reads to her", nurse, "reads")
    assert graph.relation_counts() == {"daughter": 1, "patient": 2, "reads": 1}
    assert graph.lens_counts() == {"dislikes": 1, "reads": 1}


def test_a_given_persona_needs_no_source_and_has_no_path() -> None:
    graph = PersonaGraph()
    grown = grow(graph, "a smith", "personas.jsonl:1", "given", Origin.GIVEN)
    child = grow(graph, "his apprentice", grown, "apprentice")
    assert graph.path(grown) == ()
    assert graph.path(child) == (Step("apprentice", grown),)
    assert PersonaGraph.from_json(graph.to_json()).to_json() == graph.to_json()
    assert "personas.jsonl:1" in graph.to_json()


def test_the_owner_of_a_seed_leads_back_to_it_and_belongs_to_its_family() -> None:
    graph, _ = small()
    seed = graph.seeds()[0]
    owner = Persona(id="owner", text="A tram driver.", origin=Origin.GIVEN)
    graph.give(owner, seed.id)
    assert [(step.tie, step.node) for step in graph.path("owner")] == [("given", seed.id)]
    assert "owner" in graph.families()[seed.id]
    assert graph.relation_counts() == small()[0].relation_counts()
    assert PersonaGraph.from_json(graph.to_json()).digest() == graph.digest()
    with pytest.raises(UsageError, match="comes from an unknown seed"):
        graph.give(owner.model_copy(update={"id": "another"}), "nowhere")


def test_the_network_is_a_copy_that_networkx_can_work_on() -> None:
    graph, (_, patient, daughter, _) = small()
    network = graph.network()
    assert isinstance(network, nx.MultiDiGraph)
    assert nx.has_path(network, daughter, "s1")
    assert network.get_edge_data(daughter, patient) == {"relation:daughter": {"kind": "relation", "tie": "daughter"}}
    network.remove_node(patient)
    assert graph.path(daughter)[0].node == patient


@given(growths, st.lists(texts, min_size=1, max_size=5))
@settings(deadline=None)
def test_any_graph_survives_its_file_byte_for_byte(choices: list[tuple[int, str]], words: list[str]) -> None:
    graph, _ = randomly_grown(choices, words)
    saved = graph.to_json()
    loaded = PersonaGraph.from_json(saved)
    assert loaded.to_json() == saved
    assert loaded.digest() == graph.digest()
    assert loaded.personas() == graph.personas()
    assert loaded.seeds() == graph.seeds()
    assert loaded.network().edges == graph.network().edges


@given(growths)
@settings(deadline=None)
def test_every_path_follows_the_sources_and_ends_at_its_seed(choices: list[tuple[int, str]]) -> None:
    graph, sources = randomly_grown(choices, ["text"])
    for persona_id in sources:
        expected, node = list[str](), persona_id
        while node in sources:
            node = sources[node]
            expected.append(node)
        assert [step.node for step in graph.path(persona_id)] == expected
        assert persona_id in graph.families()[node]
    assert sum(len(graph.families()[f"s{number}"]) for number in range(3)) == len(sources)


def test_the_order_in_which_attributes_were_named_does_not_show_in_the_file() -> None:
    saved = list[str]()
    for attributes in ({"place": "harbour", "age": "61"}, {"age": "61", "place": "harbour"}):
        graph = PersonaGraph()
        proposed = candidate("a smith", "given", "given", origin=Origin.GIVEN)
        graph.admit(proposed, proposed.admitted().model_copy(update={"attributes": attributes}))
        saved.append(graph.to_json())
    assert saved[0] == saved[1]


def test_the_digest_follows_content() -> None:
    graph, (nurse, *_) = small()
    before = graph.digest()
    assert before == small()[0].digest()
    grow(graph, "another patient", nurse, "patient")
    assert graph.digest() != before


@given(st.lists(st.lists(st.sampled_from(["night", "nurse", "pilot", "reads"]), min_size=1, max_size=6)))
@settings(deadline=None)
def test_every_candidate_is_admitted_or_names_its_neighbour(proposed: list[list[str]]) -> None:
    graph, gate = PersonaGraph(), Gate(HashedNgrams(), 0.6)
    graph.add_seed("s1", "Tide tables.", "seeds.txt:1")
    for ordinal, words in enumerate(proposed):
        one = candidate(" ".join(words), "s1", "reads", origin=Origin.TEXT, ordinal=ordinal)
        match = gate.check(one.text)
        if match is None:
            graph.admit(one, one.admitted())
            gate.admit(one.admitted().id, one.text)
        else:
            graph.reject(Rejection.near_duplicate(one, match))
    admitted = {persona.id for persona in graph.personas()}
    assert len(admitted) + len(graph.rejections()) == len(proposed)
    for rejection in graph.rejections():
        assert rejection.stage == "near_duplicate"
        assert rejection.neighbour in admitted
        assert rejection.similarity is not None
        assert rejection.similarity >= 0.6
        assert rejection.neighbour in rejection.reason
    assert PersonaGraph.from_json(graph.to_json()).rejections() == graph.rejections()


def test_a_near_duplicate_rejection_without_neighbour_or_similarity_is_refused() -> None:
    proposed = candidate("a nurse", "s1", "reads", origin=Origin.TEXT)
    with pytest.raises(ValidationError, match="names its neighbour and the similarity"):
        Rejection(candidate=proposed, stage="near_duplicate", reason="similar", neighbour="p1")
    assert Rejection(candidate=proposed, stage="hygiene", reason="empty").neighbour is None


def test_what_does_not_fit_is_refused_and_leaves_the_graph_as_it_was() -> None:
    graph, (nurse, *_) = small()
    before = graph.to_json()
    with pytest.raises(UsageError, match="already holds"):
        grow(graph, "a nurse", "s1", "reads", Origin.TEXT)
    with pytest.raises(UsageError, match="already holds the node 's1'"):
        graph.add_seed("s1", "Another text.", "seeds.txt:9")
    with pytest.raises(UsageError, match="unknown seed 'nowhere'"):
        grow(graph, "a ghost", "nowhere", "reads", Origin.TEXT)
    with pytest.raises(UsageError, match="unknown persona 's1'"):
        grow(graph, "a ghost", "s1", "colleague")
    with pytest.raises(UsageError, match="unknown seed"):
        grow(graph, "a ghost", nurse, "reads", Origin.TEXT)
    with pytest.raises(UsageError, match="has the lens 'hums'"):
        grow(graph, "a ghost", "s1", "hums", Origin.TEXT)
    assert graph.to_json() == before


def test_unknown_names_are_refused() -> None:
    graph, _ = small()
    for ask in (graph.path, graph.persona):
        with pytest.raises(UsageError, match=r"no (persona|seed) 'nobody'"):
            ask("nobody")


def saved_with(**changes: Any) -> str:
    """Return the small graph's file with some of its parts exchanged."""
    graph, _ = small()
    graph.reject(
        Rejection.near_duplicate(
            candidate("a nurse!", "s1", "reads", origin=Origin.TEXT),
            Match(neighbour="p1", similarity=0.9, rule="near"),
        )
    )
    return json.dumps({**json.loads(graph.to_json()), **changes})


def reversed_admissions() -> str:
    saved = json.loads(saved_with())
    return json.dumps({**saved, "admissions": saved["admissions"][::-1]})


def rejection_with(**changes: Any) -> str:
    saved = json.loads(saved_with())
    return json.dumps({**saved, "rejections": [{**saved["rejections"][0], **changes}]})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        "\x00\x01",
        saved_with()[:-30],
        saved_with(version=2),
        saved_with(mood="good"),
        saved_with(seeds=[]),
        saved_with(seeds=[{"id": "s1", "text": "half \ud800 a character", "source": "x"}]),
        '{"half a character": "\ud800"}',
        saved_with(seeds=[{"id": "s1", "text": 7, "source": "x"}]),
        saved_with(seeds=json.loads(saved_with())["seeds"] * 2),
        saved_with(admissions=json.loads(saved_with())["admissions"] * 2),
        reversed_admissions(),
        rejection_with(neighbour=None),
        rejection_with(similarity=float("nan")),
        rejection_with(stage="whim"),
    ],
)
def test_a_malformed_file_is_refused_with_a_fix(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        PersonaGraph.from_json(text)
    assert "dramaturg personas grow" in caught.value.fix


def test_the_changed_file_is_otherwise_accepted() -> None:
    assert len(PersonaGraph.from_json(saved_with()).rejections()) == 1
