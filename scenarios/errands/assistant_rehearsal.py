"""The rehearsed assistant of a world with errands: asks, looks up, announces, acts and tells, wish by wish."""

import json
import re
from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

from ...runtime.rehearsal.language import sentence
from ...runtime.rehearsal.scene import Scene
from ...runtime.rehearsal.script import Script
from ...runtime.rehearsal.stage import Lines
from ..world import WORLDS
from .assistant_defects_rehearsal import Reply, spoilt
from .errand import Desk, Errand
from .progress_rehearsal import Announce, Ask, Call, Ended, Instruct, Lacks, Way, agrees
from .talk_rehearsal import Talk
from .wishes_rehearsal import Wish, wishes_in

_STUMBLES: Final = 0.06
"""How many first look-ups are made with a wrongly named argument, and mended."""

Onward: TypeAlias = Call | Ask | Instruct | Announce


class Assistant:
    """An assistant with a prompt before it.

    Args:
        scene: the request.
        world: the world's name.
        errands: what its users want.
        desk: what comes first.
    """

    def __init__(self, scene: Scene, world: str, errands: Sequence[Errand], desk: Desk) -> None:
        self.scene = scene
        self.script = Script.beside(__file__)
        self.talk = Talk(scene, WORLDS.get(world).tools)
        self.errands = errands
        self.desk = desk

    def move(self) -> Lines:
        """Say or do what comes next."""
        reply = spoilt(self.scene, self.script, self.talk, self.reply())
        calls = [self._written(call) for call in reply.calls if call.tool in self.talk.offers]
        return {"says": " ".join(map(sentence, reply.says)), "calls": calls, "hands_over": reply.hands_over}

    def reply(self) -> Reply:
        """Return what comes next as it should be."""
        if "There is no time left" in self.scene.user:
            return Reply((self._pick("no_time"),))
        wishes = wishes_in(self.talk, self.errands)
        if self._hears("cue_bye") and not self._was_agreed():
            return Reply((self._pick("close_ticket" if self._handed() else "close"),), hands_over=self._handed())
        if not wishes:
            return Reply((self._pick("unclear"),))
        ended: list[Ended] = []
        for wish in wishes:
            way, step = self._way(wish)
            if isinstance(step, Ended):
                ended += [] if step.is_told(self.talk) else [step]
            else:
                return self._onward(way, step, ended)
        return self._told(ended) if ended else self._again(wishes[-1])

    def _way(self, wish: Wish) -> tuple[Way, Onward | Ended]:
        """Return the errand that a wish turns out to be, refusals first, and what comes next in it."""
        for errand in sorted(wish.errands, key=lambda each: each.decides is None):
            way = Way(self.talk, wish, errand, self.desk)
            step = way.next()
            if isinstance(step, Lacks):
                return way, self._without_tool(way)
            if step is not None:
                return way, step
        way = Way(self.talk, wish, wish.errands[0], self.desk)
        return way, way.cannot()

    def _without_tool(self, way: Way) -> Onward | Ended:
        """Return how a matter goes to a colleague for which there is no tool, or the words that there is none."""
        step = self.desk.hand_over
        if step is None or step.tool not in self.talk.offers:
            return Ended(self.script.entries("lacks"), way.seen, "lacks")
        announced = next(filter(None, (self.talk.told(each, -1) for each in self.script.entries("lacks_but"))), None)
        reply = self.talk.reply_to(announced) if announced else None
        if reply is None or not agrees(reply.text):
            return Announce(self._pick("lacks_but"))
        return way.handed_over(step, self.desk.handed)

    def _onward(self, way: Way, step: Onward, ended: list[Ended]) -> Reply:
        """Tell what has ended, and go on with what has not."""
        before = [*self._courtesy(), *(self._words(each) for each in ended)]
        if ended:
            before.append(self._pick("next"))
        match step:
            case Ask(questions) if sum(self._holds("cue_unknown", said.text) for said in self.talk.heard) > 1:
                return Reply((*before, self._pick("stuck"), self._pick("more")), errand=way.errand)
            case Ask(questions):
                return Reply((*before, *questions), errand=way.errand)
            case Instruct(words, _):
                return Reply((*before, words), errand=way.errand, instructs=step)
            case Announce(words):
                return Reply((*before, words, self._pick("shall")), errand=way.errand)
            case Call():
                moment = [self._pick("moment")] if self.scene.chance(0.25) and not step.is_write else []
                says = before if ended or self.scene.chance(0.3) else []
                return Reply((*says, *moment), tuple(way.together(step)), errand=way.errand)

    def _told(self, ended: Sequence[Ended]) -> Reply:
        says = [*self._courtesy(), *map(self._words, ended)]
        return Reply((*says, self._pick("more")), ended=tuple(ended))

    def _again(self, wish: Wish) -> Reply:
        """Answer what comes after everything was told: the same again, or the offer of more help."""
        _, step = self._way(wish)
        more = self._pick("more")
        if not isinstance(step, Ended):
            return Reply((more,))
        if self._hears("cue_exception"):
            return Reply((self._pick("no_exception"), more))
        if "?" in self.talk.last or self._hears("cue_asks"):
            return Reply((self._pick("again"), self._words(step), more))
        return Reply((more,))

    def _words(self, ended: Ended) -> str:
        told = self.scene.rng.choice(ended.ways)
        if ended.how == "says":
            return told
        if ended.how == "declines":
            return f"{self._pick('declines')} {told}"
        return self.script.pick(self.scene.rng, ended.how, {"error": told})

    def _courtesy(self) -> list[str]:
        if self.talk.said:
            return []
        if self._hears("cue_annoyed"):
            return [self._pick("sorry_mood")]
        return [self._pick("greet")] if self.scene.chance(0.5) else []

    def _was_agreed(self) -> bool:
        """Whether the user's last words agree to what was announced just before."""
        if not self.talk.said or self.talk.heard[-1].place < self.talk.said[-1].place:
            return False
        return self._holds("shall", self.talk.said[-1].text) and agrees(self.talk.last)

    def _handed(self) -> bool:
        tool = self.desk.hand_over.tool if self.desk.hand_over else ""
        return any(call.tool == tool and not call.error for call in self.talk.calls)

    def _hears(self, table: str) -> bool:
        return self._holds(table, self.talk.last)

    def _holds(self, table: str, text: str) -> bool:
        return any(re.search(rf"\b{re.escape(cue)}", text, re.IGNORECASE) for cue in self.script.entries(table))

    def _pick(self, table: str) -> str:
        return self.script.pick(self.scene.rng, table)

    def _written(self, call: Call) -> Lines:
        given, is_first = call.arguments, not self.talk.calls and not call.is_write
        if is_first and given and self.scene.chance(_STUMBLES):
            name = next(iter(given))
            given = {f"the_{name}": given[name], **{key: each for key, each in given.items() if key != name}}
        arguments = json.dumps(given, ensure_ascii=False, sort_keys=True)
        return {"tool": self.talk.offers[call.tool].name, "arguments": arguments}


def assistant_of(world: str, errands: Sequence[Errand], desk: Desk) -> Callable[[Scene], Lines]:
    """Return the part of a world's assistant."""

    def move(scene: Scene) -> Lines:
        return Assistant(scene, world, errands, desk).move()

    return move
