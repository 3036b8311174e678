"""Every kind of fault at rate 1, heard over real sockets with plain aiohttp, and named by our own client."""

import asyncio
import errno
import json
import os
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
from aiohttp import ClientError
from langchain_core.messages import HumanMessage
from pydantic import SecretStr

from dramaturg.runtime.errors import ContentError, ContentFault, EndpointError, EndpointFault
from dramaturg.runtime.lean import LeanChatOpenAI
from dramaturg.runtime.received import received
from dramaturg.runtime.rehearsal.faults import FaultKind
from dramaturg.runtime.structured import Unusable, read
from dramaturg.scenarios.kinds.instruction import InstructionDraft
from raw_client import Heard, RawClient, given_up, raw_client
from served import CALL, CHAT, DRAFT, EMBEDDINGS, TEXTS, asked, endpoint, good, posted, the_choice


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
