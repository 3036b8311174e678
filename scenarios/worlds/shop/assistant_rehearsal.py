"""The rehearsed desk: verifies, looks up, announces, acts and tells, wish by wish, from what its prompt shows."""

import json
from collections.abc import Callable
from typing import Final

from ....runtime.rehearsal.language import sentence
from ....runtime.rehearsal.scene import Scene
from ....runtime.rehearsal.script import Script
from ....runtime.rehearsal.stage import Lines, plays
from . import assistant_rehearsal_orders as orders
from . import assistant_rehearsal_sales as sales
from .assistant_rehearsal_case import Case
from .assistant_rehearsal_defects import Reply, spoilt
from .assistant_rehearsal_steps import Step, Want
from .assistant_rehearsal_wishes import Wish, has_cue, holds, wishes_in

Handle = Callable[[Script, Case, Wish], Step]

_HANDLES: Final[dict[str, Handle]] = {
    "cancel": orders.cancel,
    "order_address": orders.order_address,
    "reschedule": orders.reschedule,
    "payment": orders.payment,
    "arrival": orders.arrival,
    "home": orders.home,
    "fraud": orders.fraud,
    "complaint": orders.complaint,
    "legal": orders.legal,
    "send_back": sales.send_back,
    "swap": sales.swap,
    "refund": sales.refund,
    "credit": sales.credit,
    "wait": sales.wait,
    "price": sales.price,
    "question": sales.question,
}

_ANNOUNCED: Final = 0.45
"""How many changes are announced although the customer has said exactly what to do."""

_STUMBLES: Final = 0.06
"""How many look-ups of orders are made with a wrong argument at first, and mended."""


@plays("ShopMove")
def move(scene: Scene) -> Lines:
    """Say or do what comes next."""
    script, case = Script.beside(__file__), Case(scene)
    reply = spoilt(scene, script, case, _reply(scene, script, case))
    calls = [_call(scene, case, want) for want in reply.calls if want.deed in case.offers]
    return {"says": " ".join(map(sentence, reply.says)), "calls": calls, "hands_over": reply.hands_over}


def _reply(scene: Scene, script: Script, case: Case) -> Reply:
    if "There is no time left" in scene.user:
        return Reply((script.pick(scene.rng, "no_time"),))
    wishes = wishes_in(script, case)
    if not wishes:
        return Reply((script.pick(scene.rng, "unclear"),))
    if has_cue(script, "cue_bye", case.last) and not _has_agreed(script, case):
        handed = case.done("hand_over") is not None
        return Reply((script.pick(scene.rng, "close_ticket" if handed else "close"),), hands_over=handed)
    ended: list[Step] = []
    for wish in wishes:
        step = _HANDLES[wish.deed](script, case, wish)
        if step.sort in ("tell", "decline"):
            ended += [] if step.is_told(case) else [step]
        else:
            return _onward(scene, script, case, wish, step, ended)
    return _ended(scene, script, case, ended) if ended else _again(scene, script, case, wishes[-1])


def _onward(scene: Scene, script: Script, case: Case, wish: Wish, step: Step, ended: list[Step]) -> Reply:
    """Tell what has ended, and go on with what has not."""
    before = [*_courtesy(scene, script, case), *(_words(scene, script, each) for each in ended)]
    if ended:
        before.append(script.pick(scene.rng, "next"))
    if step.sort == "ask" and sum(has_cue(script, "cue_unknown", said.text) for said in case.heard) > 1:
        return Reply((*before, script.pick(scene.rng, "stuck"), script.pick(scene.rng, "more")), ended=tuple(ended))
    if step.sort == "ask":
        return Reply((*before, _words(scene, script, step)), ended=tuple(ended))
    if step.sort == "look":
        says = before if ended or scene.chance(0.3) else []
        moment = [script.pick(scene.rng, "moment")] if scene.chance(0.25) else []
        return Reply((*says, *moment), step.calls, ended=tuple(ended))
    return _change(scene, script, case, wish, step, before)


def _change(scene: Scene, script: Script, case: Case, wish: Wish, step: Step, before: list[str]) -> Reply:
    """Announce a change, or make it where the customer agreed or said exactly what to do."""
    if _was_asked(script, case):
        if has_cue(script, "cue_no", case.last) and not has_cue(script, "cue_yes", case.last):
            return Reply((script.pick(scene.rng, "left"), script.pick(scene.rng, "more")))
        return Reply((), step.calls, step=step)
    alone = _HANDLES[wish.deed](script, case, wish._replace(since=""))
    if step.exact and alone.sort == "change" and not scene.chance(_ANNOUNCED):
        return Reply(tuple(before) if len(before) > 1 else (), step.calls, step=step)
    return Reply((*before, _words(scene, script, step), script.pick(scene.rng, "shall")))


def _ended(scene: Scene, script: Script, case: Case, ended: list[Step]) -> Reply:
    says = [*_courtesy(scene, script, case), *(_words(scene, script, each) for each in ended)]
    return Reply((*says, script.pick(scene.rng, "more")), ended=tuple(ended))


def _again(scene: Scene, script: Script, case: Case, wish: Wish) -> Reply:
    """Answer what comes after everything was told: the same again, or the offer of more help."""
    more = script.pick(scene.rng, "more")
    step = _HANDLES[wish.deed](script, case, wish)
    if has_cue(script, "cue_exception", case.last):
        return Reply((script.pick(scene.rng, "no_exception"), _words(scene, script, step), more))
    if "?" in case.last or has_cue(script, "cue_asks", case.last):
        return Reply((script.pick(scene.rng, "again"), _words(scene, script, step), more))
    return Reply((more,))


def _courtesy(scene: Scene, script: Script, case: Case) -> list[str]:
    """Return what stands before the matter: a greeting, regret, thanks for the details."""
    if not case.said:
        table = "sorry_mood" if has_cue(script, "cue_annoyed", case.last) else "greet"
        return [script.pick(scene.rng, table)] if table == "sorry_mood" or scene.chance(0.5) else []
    verified = case.done("verify")
    if case.customer and verified and not case.told((), verified.place) and scene.chance(0.4):
        return [script.pick(scene.rng, "thanks", {"name": case.customer.name.split()[0]})]
    return []


def _was_asked(script: Script, case: Case) -> bool:
    """Whether the last words of the desk announced a change, and the customer answered."""
    if not case.said or case.heard[-1].place < case.said[-1].place:
        return False
    return holds(script, "shall", case.said[-1].text)


def _has_agreed(script: Script, case: Case) -> bool:
    return _was_asked(script, case) and has_cue(script, "cue_yes", case.last)


def _words(scene: Scene, script: Script, step: Step) -> str:
    said = step.words or scene.rng.choice(script.entries(step.table))
    return script.fill(scene.rng, said, step.slots)


def _call(scene: Scene, case: Case, want: Want) -> Lines:
    given = want.arguments
    if want.deed == "order" and not any(call.deed == "order" for call in case.calls) and scene.chance(_STUMBLES):
        given = {"number": given["order_id"]}
    return {"tool": case.offers[want.deed].name, "arguments": json.dumps(given, ensure_ascii=False, sort_keys=True)}
