"""A fast OpenAI-compatible chat server on loopback, in a process of its own, for benchmarks.

    python loopback_server.py --latency-ms 200 [--core 1]

It prints its port and serves until its standard input is closed, so it never outlives who started it; for each line
there it prints how many requests were in flight at most. A reply is a pure function of the request: JSON that fits the
`json_schema` asked for, told by its name. It comes `latency` after the last byte of the request, by a timer of the
loop, however many are in flight.
"""

import argparse
import asyncio
import json
import os
import random
import re
import sys
import zlib
from collections.abc import Callable
from typing import Any, Final

_BAND: Final = re.compile(r"(\d+) to (\d+) words in the")
_CRITERION: Final = re.compile(r"^- (\w+): ", re.MULTILINE)
_PEOPLE: Final = re.compile(r"^\d+\. Somebody who ", re.MULTILINE)
_LENGTH: Final = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)

_SYLLABLES: Final = [c + v for c in "bdfgklmnprstvz" for v in "aeiou"]
_WORDS: Final = [a + b + c for a in _SYLLABLES[::3] for b in _SYLLABLES[::5] for c in ("", "n", "ra", "lo")]
"""So many that two texts of forty words are never near-duplicates."""


def reply_to(request: dict[str, Any]) -> str:
    """Return the text of the reply to a chat request."""
    user: str = request["messages"][-1]["content"]
    name: str = request.get("response_format", {}).get("json_schema", {}).get("name", "")
    # Never `hash`, whose value belongs to one process.
    drawn = random.Random(zlib.crc32(json.dumps(request["messages"]).encode()))
    write = _WRITERS.get(name)
    return json.dumps(write(drawn, user)) if write else _text(drawn, 60)


def _text(drawn: random.Random, count: int) -> str:
    """Return `count` words in sentences."""
    words, sentences = drawn.choices(_WORDS, k=count), list[str]()
    while words:
        length = drawn.randint(5, 18)
        sentences.append(" ".join(words[:length]).capitalize())
        del words[:length]
    return ". ".join(sentences) + "."


def _persona(drawn: random.Random) -> dict[str, Any]:
    return {"description": _text(drawn, 24), "occupation": _text(drawn, 3)}


def _personas(drawn: random.Random, user: str) -> dict[str, Any]:
    count = len(_PEOPLE.findall(user)) or 1
    return {"personas": [{"number": number, **_persona(drawn)} for number in range(1, count + 1)]}


def _plan(drawn: random.Random, _: str) -> dict[str, Any]:
    contents = [_text(drawn, 5) for _ in range(3)]
    return {"situation": _text(drawn, 30), "task": _text(drawn, 15), "must_include": contents}


def _instruction(drawn: random.Random, user: str) -> dict[str, Any]:
    band = _BAND.search(user)
    length = (int(band[1]) + int(band[2])) // 2 if band else 100
    return {"instruction": _text(drawn, 40), "input": "", "response": _text(drawn, length)}


def _scores(drawn: random.Random, user: str) -> dict[str, Any]:
    names = _CRITERION.findall(user.rpartition("Score each of these")[2])
    return {"scores": [{"criterion": name, "reason": _text(drawn, 14), "score": 4} for name in names]}


_WRITERS: Final[dict[str, Callable[[random.Random, str], dict[str, Any]]]] = {
    "Ping": lambda drawn, user: {"ok": True},
    "PersonasFromText": _personas,
    "RelatedPersonas": lambda drawn, user: {"personas": [_persona(drawn)]},
    "Plan": _plan,
    "InstructionDraft": _instruction,
    "Critique": lambda drawn, user: {"findings": []},
    "Scores": _scores,
}


def answer(body: bytes) -> bytes:
    """Return the whole HTTP answer to a request's body."""
    request = json.loads(body)
    content = reply_to(request)
    counts = {"prompt_tokens": len(body) // 4, "completion_tokens": len(content) // 4}
    message = {"role": "assistant", "content": content, "refusal": None}
    completion = {
        "id": "chatcmpl-loopback",
        "object": "chat.completion",
        "created": 1,
        "model": request["model"],
        "choices": [{"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}],
        "usage": {**counts, "total_tokens": sum(counts.values())},
    }
    payload = json.dumps(completion).encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(payload)}\r\n\r\n"
    return head.encode() + payload


class Gauge:
    """How many requests are unanswered, and how many were so at most since it was last read."""

    def __init__(self) -> None:
        self._now = 0
        self._most = 0

    def add(self, number: int) -> None:
        self._now += number
        self._most = max(self._most, self._now)

    def read(self) -> int:
        most, self._most = self._most, self._now
        return most


class Connection(asyncio.Protocol):
    """One kept-alive connection: requests come one after the other.

    Args:
        latency: seconds from a request's last byte to its answer.
        gauge: counts the unanswered requests of all connections.
    """

    def __init__(self, latency: float, gauge: Gauge) -> None:
        self._latency = latency
        self._gauge = gauge
        self._held = bytearray()
        self._due: asyncio.TimerHandle | None = None
        self._transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._held += data
        end = self._held.find(b"\r\n\r\n") + 4
        length = _LENGTH.search(self._held, 0, end) if end >= 4 else None
        if length is None or len(self._held) < end + int(length[1]):
            return
        loop = asyncio.get_running_loop()
        arrived, body = loop.time(), bytes(self._held[end:])
        self._held.clear()
        self._gauge.add(1)
        self._due = loop.call_at(arrived + self._latency, self._send, answer(body))

    def connection_lost(self, exc: Exception | None) -> None:
        if self._due is not None:
            self._due.cancel()
            self._gauge.add(-1)

    def _send(self, reply: bytes) -> None:
        self._due = None
        self._gauge.add(-1)
        if self._transport is not None:
            self._transport.write(reply)


async def serve(latency: float) -> None:
    """Serve on a free port, which is printed, until standard input ends; each line there asks for the gauge."""
    loop, gauge, ended = asyncio.get_running_loop(), Gauge(), asyncio.Event()
    server = await loop.create_server(lambda: Connection(latency, gauge), "127.0.0.1", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)

    def asked() -> None:
        if sys.stdin.readline():
            print(gauge.read(), flush=True)
        else:
            ended.set()

    loop.add_reader(sys.stdin, asked)
    await ended.wait()
    server.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--latency-ms", type=float, default=200.0)
    parser.add_argument("--core", type=int, help="the processor to stay on, where the system can do that")
    options = parser.parse_args()
    if options.core is not None and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {options.core})
    asyncio.run(serve(options.latency_ms / 1000))


if __name__ == "__main__":
    main()
