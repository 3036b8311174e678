"""The endpoint over real sockets, asked with plain aiohttp: replies, vectors, refusals, latency and the counts."""

import asyncio
import base64
import struct
from typing import Any

import pytest

from dramaturg.runtime.clock import SystemClock
from dramaturg.runtime.errors import UsageError
from dramaturg.runtime.rehearsal.endpoint import Endpoint, listening
from dramaturg.runtime.rehearsal.faults import Faults
from dramaturg.runtime.rehearsal.stage import TRUTH, perform
from raw_client import RawClient
from served import CALL, CHAT, DRAFT, EMBEDDINGS, TEXTS, asked, endpoint, good, posted


@pytest.mark.parametrize("body", [DRAFT, CALL], ids=["schema", "tools"])
def test_it_says_what_the_model_says_in_process_without_the_truth(body: dict[str, Any]) -> None:
    heard = posted(body)
    assert (heard.status, heard.json()) == (200, good(body))
    assert TRUTH not in heard.body.decode()
    assert perform(body)[TRUTH]


def test_a_reply_follows_from_nothing_but_what_was_asked() -> None:
    transport = {
        "max_tokens": 50,
        "temperature": 1.2,
        "top_p": 0.1,
        "stop": ["x"],
        "user": "me",
        "metadata": {"a": "b"},
    }
    assert perform(DRAFT | transport) == perform(DRAFT)
    assert posted(DRAFT | transport).json() == good()
    for change in ({"seed": 4}, {"model": "rehearsal:sloppy"}, {"messages": [*DRAFT["messages"], {"role": "user"}]}):
        assert perform(DRAFT | change) != perform(DRAFT)


def test_models_are_listed() -> None:
    listed = asked(lambda client: client.get("/v1/models"))
    assert {"rehearsal", "rehearsal:sloppy", "rehearsal:obedient"} <= {model["id"] for model in listed["data"]}


@pytest.mark.parametrize(
    ("path", "body", "status", "said"),
    [
        (CHAT, b"{", 400, "JSON object"),
        (CHAT, b"[" * 100_000, 400, "JSON object"),
        (CHAT, [1], 400, "JSON object"),
        (CHAT, {"model": "rehearsal", "messages": []}, 400, "messages"),
        (CHAT, DRAFT | {"stream": True}, 400, "stream"),
        (CHAT, DRAFT | {"n": 2}, 400, "one choice"),
        (CHAT, DRAFT | {"model": "gpt-5-mini"}, 404, "use one of: rehearsal"),
        (CHAT, {"messages": DRAFT["messages"]}, 404, "use one of: rehearsal"),
        (EMBEDDINGS, TEXTS | {"input": []}, 400, "input"),
        (EMBEDDINGS, TEXTS | {"input": [1, "a"]}, 400, "input"),
        (EMBEDDINGS, TEXTS | {"dimensions": 100_000}, 400, "dimensions"),
        (EMBEDDINGS, TEXTS | {"dimensions": "8"}, 400, "dimensions"),
        ("/chat/completions", DRAFT, 404, "/v1"),
    ],
)
def test_what_cannot_be_answered_is_refused_as_openai_words_it(path: str, body: object, status: int, said: str) -> None:
    heard = posted(body, path=path)
    assert heard.status == status
    assert said in heard.json()["error"]["message"]


def test_a_port_that_is_taken_is_named() -> None:
    async def both() -> None:
        async with endpoint() as client:
            port = int(client.root.rpartition(":")[2])
            with pytest.raises(UsageError, match=str(port)):
                async with listening(Endpoint(Faults(), 0, SystemClock()), port):
                    pass

    asyncio.run(both())


def vectors_of(body: dict[str, Any]) -> list[Any]:
    return [item["embedding"] for item in posted(body, path=EMBEDDINGS).json()["data"]]


def cosine(one: list[float], other: list[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


def test_alike_texts_have_alike_vectors_of_the_length_asked_for() -> None:
    texts = ["A harbour pilot who keeps bees", "A harbour pilot who keeps hens", "Sourdough in winter"]
    for dimensions in (256, 64):
        pilot, other_pilot, bread = vectors_of({"model": "rehearsal", "input": texts, "dimensions": dimensions})
        assert len(pilot) == dimensions
        assert cosine(pilot, pilot) == pytest.approx(1)
        assert cosine(pilot, other_pilot) > 0.7 > 0.4 > cosine(pilot, bread)
    assert vectors_of({"model": "rehearsal", "input": texts[0], "dimensions": 64}) == [pilot]


def test_vectors_come_as_the_openai_sdk_asks_for_them() -> None:
    (plain,) = vectors_of({"model": "rehearsal", "input": "a baker"})
    (coded,) = vectors_of({"model": "rehearsal", "input": "a baker", "encoding_format": "base64"})
    assert list(struct.unpack("<256f", base64.b64decode(coded))) == pytest.approx(plain)
    assert len(vectors_of({"model": "rehearsal", "input": [[1, 2], [3]]})) == 2
    assert len(vectors_of({"model": "rehearsal", "input": [1, 2]})) == 1
    assert vectors_of({"model": "rehearsal", "input": [""]}) == [[1.0] + [0.0] * 255]


def test_latency_counts_from_each_request_however_many_are_in_flight() -> None:
    latency, many = 0.5, 40

    async def spans() -> list[float]:
        async with endpoint(latency=latency) as client:
            now = asyncio.get_running_loop().time

            async def span() -> float:
                before = now()
                assert (await client.post(EMBEDDINGS, TEXTS)).status == 200
                return now() - before

            calls = [asyncio.create_task(span()) for _ in range(many)]
            await client.stats_once(lambda stats: stats["in_flight"] == many)
            return await asyncio.gather(*calls)

    assert min(asyncio.run(spans())) >= latency


def test_the_counts_are_right() -> None:
    async def talked(client: RawClient) -> Any:
        for key in ("a", "a", "b", "a", None, None, "c"):
            await client.post(CHAT, DRAFT, key)
        await client.post(CHAT, b"{", "c")
        await client.post(EMBEDDINGS, TEXTS, "c")
        await client.get("/v1/models")
        return await client.get("/stats")

    assert asked(talked) == {
        "calls": 9,
        "by_status": {"200": 8, "400": 1},
        "unanswered": 0,
        "in_flight": 0,
        "keys": 3,
        "keys_repeated": 2,
        "repeats": 3,
        "faults": {},
    }


def test_refusals_are_no_repeats_and_a_retry_may_be_answered() -> None:
    async def talked(client: RawClient) -> tuple[list[list[int]], Any]:
        statuses: list[list[int]] = []
        for number in range(60):
            tries = [(await client.post(CHAT, DRAFT, f"key {number}")).status]
            while tries[-1] != 200:
                tries.append((await client.post(CHAT, DRAFT, f"key {number}")).status)
            statuses.append(tries)
        return statuses, await client.get("/stats")

    statuses, stats = asked(talked, "429=0.2", "500=0.2")
    refused = [status for tries in statuses for status in tries[:-1]]
    assert {429, 500} == set(refused)
    assert stats["by_status"] == {"200": 60, "429": refused.count(429), "500": refused.count(500)}
    assert stats["faults"] == {"429": refused.count(429), "500": refused.count(500)}
    assert (stats["keys"], stats["keys_repeated"], stats["repeats"]) == (60, 0, 0)
    again, _ = asked(talked, "500=0.2", "429=0.2")
    assert again == statuses, "faults are not a function of key and attempt"


def test_without_a_key_a_retry_is_known_by_its_body() -> None:
    async def talked(client: RawClient) -> list[int]:
        return [(await client.post(CHAT, DRAFT)).status for _ in range(40)]

    assert set(asked(talked, "500=0.5")) == {200, 500}
