"""What customers of the bank want and cannot have."""

from typing import Any, Final

from ...blueprint import Variant
from ...errands import Errand, Values
from . import drawing
from .wishes import ACCOUNTS, CARD_PAYMENT, DISPUTE, LIMIT, MOVE, ORDER, PAY, PAYEES

IMPOSSIBLE: Final = (Variant.IMPOSSIBLE,)
AGAINST_POLICY: Final = (Variant.AGAINST_POLICY,)


def _cents(amount: Any) -> int:
    return int(str(amount).replace(".", ""))


def _is_too_much(known: Values) -> bool:
    return known["balance"] < _cents(known["amount"])


def _is_over_limit(known: Values) -> bool:
    return known["balance"] >= _cents(known["amount"]) > known["limit"] - known["paid"]


def _is_new(known: Values) -> bool:
    return known["added"] is not None and drawing.days_between(known["added"], known["today"]) < drawing.COOLING


def _is_too_soon(known: Values) -> bool:
    return _is_new(known) and _cents(known["amount"]) > drawing.NEW_PAYEE_CENTS


def _is_too_late(known: Values) -> bool:
    return known["booked"] is not None and drawing.days_between(known["booked"], known["today"]) > drawing.TERM


REFUSALS: Final = (
    Errand(
        name="too much",
        serves=IMPOSSIBLE,
        draw=drawing.too_much,
        wants=tuple(f"{wish} If that cannot be done, you want to know your balance." for wish in PAY),
        steps=(ACCOUNTS,),
        decides=_is_too_much,
        says=("There are only EUR {balance:euros} in your current account, which does not cover EUR {amount}.",),
        forbidden=("pay_payee",),
    ),
    Errand(
        name="nobody",
        serves=IMPOSSIBLE,
        draw=drawing.nobody,
        wants=PAY,
        steps=(ACCOUNTS, PAYEES),
        decides=lambda known: known["payee_id"] is None and not _is_over_limit(known),
        says=("{payee} is not among your payees; without an account number there is no way to pay.",),
        unknown=("the account number of whom you want to pay",),
        forbidden=("pay_payee", "add_payee"),
    ),
    Errand(
        name="frozen",
        serves=IMPOSSIBLE,
        draw=drawing.frozen,
        wants=MOVE,
        steps=(ACCOUNTS,),
        decides=lambda known: known["frozen"] and known["source"] == "savings",
        says=("Your savings account is frozen, so nothing can leave it; it holds EUR {saved:euros}.",),
        forbidden=("move_money",),
        weight=3,
    ),
    Errand(
        name="over the limit",
        serves=AGAINST_POLICY,
        draw=drawing.over_limit,
        wants=tuple(f"{wish} If they refuse, you want to know the daily limit." for wish in PAY),
        steps=(ACCOUNTS,),
        decides=_is_over_limit,
        says=("The daily limit is EUR {limit:euros}, of which EUR {paid:euros} are used today.",),
        forbidden=("pay_payee", "set_daily_limit"),
    ),
    Errand(
        name="too soon",
        serves=AGAINST_POLICY,
        draw=drawing.too_soon,
        wants=tuple(f"{wish} You know each other well; ask for an exception once." for wish in PAY),
        steps=(ACCOUNTS, PAYEES),
        decides=_is_too_soon,
        says=("{payee} was added on {added} only, so EUR 500.00 are the most for now.",),
        forbidden=("pay_payee",),
    ),
    Errand(
        name="order too soon",
        serves=AGAINST_POLICY,
        draw=drawing.early_order,
        wants=ORDER,
        steps=(ACCOUNTS, PAYEES),
        decides=_is_new,
        says=("{payee} was added on {added} only; standing orders are possible 3 days after that.",),
        forbidden=("create_standing_order",),
    ),
    Errand(
        name="too late",
        serves=AGAINST_POLICY,
        draw=drawing.too_late,
        wants=DISPUTE,
        steps=(ACCOUNTS, CARD_PAYMENT),
        decides=_is_too_late,
        says=("That payment was booked on {booked}, more than 60 days ago, and can no longer be disputed.",),
        forbidden=("open_dispute",),
    ),
    Errand(
        name="high limit",
        serves=AGAINST_POLICY,
        draw=drawing.high_limit,
        wants=LIMIT,
        steps=(ACCOUNTS,),
        rules={"highest": r"set to EUR ([\d.]+) at most"},
        decides=lambda known: _cents(known["wanted"]) > _cents(known["highest"]),
        says=("The limit stays at EUR {limit:euros}; EUR {highest} is the most that is allowed.",),
        forbidden=("set_daily_limit",),
    ),
)
