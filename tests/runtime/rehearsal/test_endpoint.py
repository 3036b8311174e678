"""The endpoint over real sockets, asked with plain aiohttp: replies, every fault as advertised, and the counts."""

import asyncio
import base64
import errno
import json
import os
import struct
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar

import pytest
from aiohttp import ClientError
from langchain_core.messages import HumanMessage
from pydantic import SecretStr

from dramaturg.runtime.clock import SystemClock
from dramaturg.runtime.errors import ContentError, ContentFault, EndpointError, EndpointFault, UsageError
from dramaturg.runtime.lean import LeanChatOpenAI
from dramaturg.runtime.received import received
from dramaturg.runtime.rehearsal.endpoint import Endpoint, listening
from dramaturg.runtime.rehearsal.faults import FaultKind, Faults
from dramaturg.runtime.rehearsal.stage import TRUTH, perform
from dramaturg.runtime.structured import Unusable, read
from dramaturg.scenarios.kinds.instruction import InstructionDraft
from raw_client import Heard, RawClient, given_up, raw_client
from rehearse import cast, generator_prompt, request

T = TypeVar("T")

CHAT = "/v1/chat/completions"
EMBEDDINGS = "/v1/embeddings"
DRAFT = request(generator_prompt(cast(1)[0]), InstructionDraft, seed=3)
LOOK = {"type": "function", "function": {"name": "look", "parameters": {"type": "object", "required": ["at"]}}}
CALL = {"model": "rehearsal", "messages": [{"role": "user", "content": "Look."}], "tools": [LOOK]}
TEXTS = {"model": "rehearsal", "input": ["a harbour pilot", "a baker"]}


@asynccontextmanager
async def endpoint(*faults: str, latency: float = 0.0, seed: int = 0) -> AsyncGenerator[RawClient]:
    served = Endpoint(Faults.read(faults, seed), latency, SystemClock())
    async with listening(served, 0) as address, raw_client(address) as client:
        yield client


def asked(talk: Callable[[RawClient], Awaitable[T]], *faults: str, seed: int = 0) -> T:
    async def whole() -> T:
        async with endpoint(*faults, seed=seed) as client:
            return await talk(client)

    return asyncio.run(whole())


def posted(body: object, *faults: str, path: str = CHAT, seed: int = 0) -> Heard:
    return asked(lambda client: client.post(path, body), *faults, seed=seed)


def good(body: dict[str, Any] = DRAFT) -> dict[str, Any]:
    return {name: value for name, value in perform(body).items() if name != TRUTH}


def the_choice(heard: Heard) -> dict[str, Any]:
    return heard.json()["choices"][0]


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
    latency, many = 0.2, 40

    async def spans() -> list[float]:
        async with endpoint(latency=latency) as client:
            now = asyncio.get_running_loop().time

            async def span() -> float:
                before = now()
                assert (await client.post(EMBEDDINGS, TEXTS)).status == 200
                return now() - before

            before = now()
            each = await asyncio.gather(*(span() for _ in range(many)))
            return [*each, now() - before]

    *each, all_of_them = asyncio.run(spans())
    assert min(each) >= latency
    assert all_of_them < latency * many / 2, "they were answered one after the other"


# Faults, each at rate 1.


def test_429_comes_with_a_word_on_when_to_come_back() -> None:
    forms: set[tuple[str, str]] = set()
    for seed in range(40):
        heard = posted(DRAFT, "429=1", seed=seed)
        assert (heard.status, heard.json()["error"]["code"]) == (429, "rate_limit_exceeded")
        found = [(name, heard.headers[name]) for name in ("Retry-After", "retry-after-ms") if name in heard.headers]
        forms |= set(found or [("nothing", "")])
    dates = {value for _, value in forms if value.endswith("GMT")}
    assert all(parsedate_to_datetime(date) for date in dates)
    assert dates
    plain = {form for form in forms if form[1] not in dates}
    assert plain == {
        ("Retry-After", "1"),
        ("Retry-After", "0"),
        ("Retry-After", "0.25"),
        ("Retry-After", "-1"),
        ("Retry-After", "nan"),
        ("retry-after-ms", "150"),
        ("nothing", ""),
    }


def test_500_is_an_error_of_the_server() -> None:
    heard = posted(DRAFT, "500=1")
    assert (heard.status, heard.json()["error"]["type"]) == (500, "server_error")


def test_html_is_a_page_with_status_200() -> None:
    heard = posted(DRAFT, "html=1")
    assert heard.status == 200
    assert heard.headers["Content-Type"].startswith("text/html")
    assert heard.body.startswith(b"<!DOCTYPE html>")


def test_garbage_is_a_whole_body_that_is_no_json() -> None:
    bodies: set[bytes] = set()
    for seed in range(12):
        heard = posted(DRAFT, "garbage=1", seed=seed)
        assert (heard.status, heard.broken) == (200, None)
        assert int(heard.headers["Content-Length"]) == len(heard.body)
        with pytest.raises(ValueError):  # noqa: PT011 - JSONDecodeError or UnicodeDecodeError
            json.loads(heard.body)
        bodies.add(heard.body[:8])
    assert len(bodies) > 1


def test_schema_is_json_of_another_shape() -> None:
    choice = the_choice(posted(DRAFT, "schema=1"))
    content = json.loads(choice["message"]["content"])
    assert set(content) == {"result"}
    assert content["result"] == json.loads(good()["choices"][0]["message"]["content"])
    assert choice["finish_reason"] == "stop"
    called = the_choice(posted(CALL, "schema=1"))
    assert set(json.loads(called["message"]["tool_calls"][0]["function"]["arguments"])) == {"result"}


def test_null_has_no_choices() -> None:
    assert posted(DRAFT, "null=1").json() == good() | {"choices": None}
    assert posted(TEXTS, "null=1", path=EMBEDDINGS).json()["data"] is None


@pytest.mark.parametrize("body", [DRAFT, CALL], ids=["schema", "tools"])
def test_empty_has_no_content(body: dict[str, Any]) -> None:
    heard = posted(body, "empty=1")
    assert the_choice(heard)["message"] == {"role": "assistant", "content": ""}
    assert the_choice(heard)["finish_reason"] == "stop"
    assert heard.json()["usage"]["completion_tokens"] == 0
    assert posted(TEXTS, "empty=1", path=EMBEDDINGS).json()["data"] == []


def test_length_is_cut_at_the_token_limit_and_says_so() -> None:
    heard = posted(DRAFT, "length=1")
    content, whole = the_choice(heard)["message"]["content"], good()["choices"][0]["message"]["content"]
    assert whole.startswith(content)
    assert 0 < len(content) < len(whole)
    assert the_choice(heard)["finish_reason"] == "length"
    assert 0 < heard.json()["usage"]["completion_tokens"] < good()["usage"]["completion_tokens"]
    called = the_choice(posted(CALL, "length=1"))
    assert called["finish_reason"] == "length"
    with pytest.raises(json.JSONDecodeError):
        json.loads(called["message"]["tool_calls"][0]["function"]["arguments"])


def test_filter_withholds_the_content() -> None:
    for body in (DRAFT, CALL):
        choice = the_choice(posted(body, "filter=1"))
        assert choice["message"] == {"role": "assistant", "content": None}
        assert choice["finish_reason"] == "content_filter"


def test_faults_of_words_leave_embeddings_alone() -> None:
    async def counted(client: RawClient) -> Any:
        assert len((await client.post(EMBEDDINGS, TEXTS)).json()["data"]) == 2
        return await client.get("/stats")

    for kind in ("schema", "length", "filter"):
        assert asked(counted, f"{kind}=1")["faults"] == {}


@pytest.mark.parametrize("seed", range(4))
def test_cut_ends_the_connection_in_the_middle_of_the_body(seed: int) -> None:
    heard = posted(DRAFT, "cut=1", seed=seed)
    whole = json.dumps(good()).encode()
    assert (heard.status, int(heard.headers["Content-Length"])) == (200, len(whole))
    assert whole.startswith(heard.body)
    assert 0 < len(heard.body) < len(whole)
    assert heard.broken is not None
    assert not was_reset(heard.broken)


@pytest.mark.parametrize("seed", range(4))
def test_reset_resets_it(seed: int) -> None:
    heard = posted(DRAFT, "reset=1", seed=seed)
    assert heard.status == 200
    assert json.dumps(good()).encode().startswith(heard.body)
    assert heard.broken is not None
    assert was_reset(heard.broken)


def was_reset(error: BaseException) -> bool:
    """Whether the system said so; aiohttp keeps no more of it than the words."""
    return os.strerror(errno.ECONNRESET) in str(error)


def test_trickle_comes_one_byte_at_a_time_and_hanging_up_ends_it() -> None:
    async def heard(client: RawClient) -> tuple[Heard, Any]:
        part = await client.post(CHAT, DRAFT, "a", pieces=4)
        return part, await client.stats_once(lambda stats: not stats["in_flight"])

    part, stats = asked(heard, "trickle=1")
    assert (part.status, part.body) == (200, json.dumps(good()).encode()[:4])
    assert "Content-Length" not in part.headers
    assert (stats["faults"], stats["by_status"], stats["unanswered"]) == ({"trickle": 1}, {}, 1)


def test_hang_gives_no_answer_until_the_client_hangs_up() -> None:
    async def heard(client: RawClient) -> tuple[Any, Any]:
        call = asyncio.create_task(client.post(CHAT, DRAFT, "a"))
        waiting = await client.stats_once(lambda stats: stats["faults"] == {"hang": 1})
        await given_up(call)
        return waiting, await client.stats_once(lambda stats: not stats["in_flight"])

    waiting, after = asked(heard, "hang=1")
    assert (waiting["in_flight"], waiting["unanswered"]) == (1, 0)
    assert (after["in_flight"], after["unanswered"], after["by_status"]) == (0, 1, {})


def test_a_server_ends_though_a_call_hangs() -> None:
    async def whole() -> Heard | BaseException:
        async with raw_client("") as outside:
            async with endpoint("hang=1") as client:
                caller = RawClient(client.root, outside.session)
                call = asyncio.create_task(caller.post(CHAT, DRAFT))
                await client.stats_once(lambda stats: stats["in_flight"] == 1)
            (ended,) = await asyncio.gather(call, return_exceptions=True)
            return ended

    assert isinstance(asyncio.run(whole()), ClientError)


FAULTS_BY_NAME: dict[str, EndpointFault | ContentFault] = {
    "429": EndpointFault.RATE_LIMITED,
    "500": EndpointFault.SERVER,
    "hang": EndpointFault.TIMEOUT,
    "trickle": EndpointFault.TIMEOUT,
    "cut": ContentFault.BROKEN_BODY,
    "html": ContentFault.BROKEN_BODY,
    "garbage": ContentFault.BROKEN_BODY,
    "schema": ContentFault.WRONG_SHAPE,
    "null": ContentFault.NO_CHOICES,
    "empty": ContentFault.EMPTY,
    "length": ContentFault.CUT_OFF,
    "filter": ContentFault.FILTERED,
    "reset": ContentFault.BROKEN_BODY,
}


def test_our_own_client_has_a_name_for_every_fault() -> None:
    async def named(kind: FaultKind) -> EndpointFault | ContentFault | None:
        async with endpoint(f"{kind}=1") as server:
            client = LeanChatOpenAI(
                model="rehearsal", base_url=f"{server.root}/v1", api_key=SecretStr("none"), deadline=0.5
            )
            try:
                sent = await client.send([HumanMessage("Hi.")], response_format=DRAFT["response_format"], seed=1)
            except (EndpointError, ContentError) as error:
                return error.fault
            finally:
                await client.aclose()
            found = read(received(sent), InstructionDraft)
            return found.fault if isinstance(found, Unusable) else None

    assert {kind.value: asyncio.run(named(kind)) for kind in FaultKind} == FAULTS_BY_NAME


# Counts.


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
