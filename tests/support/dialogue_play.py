"""A rehearsed dialogue of one brief, into whose replies a hand of ours is put: remarks, farewells, outlines."""

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatResult

from dramaturg.graphs.sample import Sample
from dramaturg.runtime.models import ModelSpec
from dramaturg.runtime.received import Sender
from dramaturg.runtime.rehearsal.model import RehearsalChat, result_of
from model_server import completion
from play import Spectator, library_job, play

PART = re.compile(r"<<<(turn \d+ \w+) \w+>>>\n(.*?)\n<<<end ", re.DOTALL)
PROBLEM = "it could have come from anybody"

Reply = Callable[[str, Any], Any]
"""(prompt, what the rehearsal model replies) → what is replied instead."""


class Interrupted:
    """The rehearsal model, whose replies of one type pass through a hand of ours, the first so many times."""

    def __init__(self, title: str, reply: Reply, times: int = 1) -> None:
        self._rehearsal = RehearsalChat()
        self._title, self._reply, self._left = title, reply, times
        self.changed = 0

    def __call__(self, spec: ModelSpec) -> Sender:
        self._rehearsal = RehearsalChat(model=spec.name)
        return self

    async def send(self, messages: list[BaseMessage], **settings: Any) -> ChatResult:
        usual = await self._rehearsal.send(messages, **settings)
        if settings["response_format"]["json_schema"]["name"] != self._title or self.changed == self._left:
            return usual
        self.changed += 1
        said = json.loads(str(usual.generations[0].message.content))
        prompt = "\n".join(str(message.content) for message in messages)
        return result_of(completion(json.dumps(self._reply(prompt, said)), x_rehearsal=None))


def one(directory: Path, endpoint: Interrupted, **changes: object) -> Sample:
    """Return the only brief's sample; without a hand of ours, every rehearsed dialogue would be clean."""
    watched = Spectator()
    scenario, seeds = library_job("persona_dialogue", models="rehearsal:defects=0", budget={"candidates": 1}, **changes)
    play(directory, scenario, seeds, 1, concurrency=1, spectator=watched, senders=endpoint)
    (sample,) = (sample for sample in watched.samples if sample.brief.index == 0)
    return sample


class Remark(NamedTuple):
    """A remark of ours: a part's name or place, and the place of the part that its passage is from."""

    where: str | int
    quote: str | int = ""
    fix: str = "say something of one's own"

    def made(self, parts: Mapping[str, str]) -> dict[str, str]:
        where = self.where if isinstance(self.where, str) else list(parts)[self.where]
        quote = self.quote if isinstance(self.quote, str) else list(parts.values())[self.quote][-30:]
        return {"where": where, "quote": quote, "problem": PROBLEM, "fix": self.fix, "severity": "major"}


def remarks(*made: Remark) -> Reply:
    """Let a critic make these remarks about a dialogue's parts."""

    def criticise(prompt: str, _: Any) -> Any:
        parts = dict(PART.findall(prompt))
        return {"findings": [remark.made(parts) for remark in made]}

    return criticise
