"""Plants faults in human-written dialogues: in who speaks, how often and how long, and in the turns themselves."""

import random
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from dramaturg.scenarios.controls import Option
from dramaturg.scenarios.dialogue import Ending, Turn
from human_dialogues import Piece
from planted_facts import age_changes, wrong_age, wrong_children, wrong_job, wrong_place
from planted_sayings import (
    goal_in_its_words,
    goodbye_at_once,
    goodbye_in_the_middle,
    order_to_the_judge,
    others_goal,
    others_knowledge,
    placeholder,
    question_at_the_end,
    says_it_is_a_model,
    talk_of_the_card,
)
from planting_dialogues import Operator, Planted, joined

OTHER_WORDS: Final = ("often", "gladly", "window", "seven", "rather", "quickly", "paper", "really", "somehow", "later")


def same_speaker_twice(rng: random.Random, piece: Piece) -> Planted:
    """Let somebody who has spoken say another turn's words at once."""
    place = rng.randrange(1, len(piece.turns) - 2)
    more = Turn(speaker=piece.turns[place].speaker, text=piece.turns[place + 2].text)
    turns = (*piece.turns[: place + 1], more, *piece.turns[place + 3 :])
    return Planted(piece.with_turns(*turns), place + 1)


def order_swapped(rng: random.Random, piece: Piece) -> Planted:
    """Swap two turns in a row."""
    place = rng.randrange(1, len(piece.turns) - 2)
    turns = [*piece.turns]
    turns[place], turns[place + 1] = turns[place + 1], turns[place]
    return Planted(piece.with_turns(*turns), place)


def answers_itself(rng: random.Random, piece: Piece) -> Planted:
    """Give a turn to whoever spoke before."""
    place = rng.randrange(1, len(piece.turns))
    turn = piece.turns[place].model_copy(update={"speaker": piece.turns[place - 1].speaker})
    return Planted(piece.with_turns(*piece.turns[:place], turn, *piece.turns[place + 1 :]), place)


def stranger_speaks(rng: random.Random, piece: Piece) -> Planted:
    place = rng.randrange(1, len(piece.turns))
    turn = piece.turns[place].model_copy(update={"speaker": rng.choice(("narrator", "system", "moderator"))})
    return Planted(piece.with_turns(*piece.turns[:place], turn, *piece.turns[place + 1 :]), place)


def turn_repeated(rng: random.Random, piece: Piece) -> Planted | None:
    """Let somebody say one of its earlier turns again."""
    return _again(rng, piece, 2, lambda text: text)


def turn_nearly_repeated(rng: random.Random, piece: Piece) -> Planted | None:
    """The same with a word or two changed."""
    return _again(rng, piece, 2, partial(_words_changed, rng))


def turn_parroted(rng: random.Random, piece: Piece) -> Planted | None:
    """Let somebody say the other side's turn again, with or without a remark."""
    remark = rng.choice(("", "So: ", "I see. ", "Right, "))
    return _again(rng, piece, 1, lambda text: remark + text)


def _again(rng: random.Random, piece: Piece, back: int, edit: Callable[[str], str]) -> Planted | None:
    places = [p for p in range(back, len(piece.turns)) if len(piece.turns[p - back].text.split()) >= 10]
    if not places:
        return None
    place = rng.choice(places)
    return Planted(piece.with_text(place, edit(piece.turns[place - back].text)), place)


def _words_changed(rng: random.Random, text: str) -> str:
    words = text.split()
    for place in rng.sample(range(1, len(words) - 1), rng.choice((1, 2))):
        words[place] = rng.choice(OTHER_WORDS)
    return " ".join(words)


def script_of_both(rng: random.Random, piece: Piece) -> Planted:
    """Let a turn go on with the other side's next words, as a model does that writes both sides."""
    place = rng.randrange(0, len(piece.turns) - 2)
    this, other = piece.turns[place], piece.turns[place + 1]
    called = rng.choice(
        (other.speaker, other.speaker.title(), other.speaker.upper(), "User", "Them", "B", "**Other**", "Anna", "She")
    )
    gap = rng.choice(("\n", "\n\n", " "))
    return Planted(piece.with_text(place, f"{this.text}{gap}{called}: {other.text}"), place)


def speaker_label(rng: random.Random, piece: Piece) -> Planted:
    """Put the speaker's name before its words."""
    place = rng.randrange(len(piece.turns))
    turn = piece.turns[place]
    called = rng.choice(
        (turn.speaker.title(), f"**{turn.speaker.title()}:**", f"[{turn.speaker}]", "Me", "Speaker 1", "Anna")
    )
    colon = "" if called.endswith(("*", "]")) else ":"
    return Planted(piece.with_text(place, f"{called}{colon} {turn.text}"), place)


def stage_direction(rng: random.Random, piece: Piece) -> Planted:
    place = rng.randrange(len(piece.turns))
    done = rng.choice(
        (
            "sighs deeply",
            "laughs",
            "nods slowly",
            "pauses for a moment",
            "smiling warmly",
            "clears throat",
            "frowning",
            "leans back in the chair",
            "scribbles something down",
            "with a wry smile",
            "a long silence",
            "shrugs",
        )
    )
    marked = rng.choice(("*{}*", "({})", "[{}]", "*{}.*")).format(done)
    return joined(rng, piece, place, marked)


def too_few_turns(rng: random.Random, piece: Piece) -> Planted:
    """End after two or four turns where six are the least."""
    kept = rng.choice((2, 4))
    turns = (*piece.turns[: kept - 2], *piece.turns[-2:])
    return Planted(piece.with_turns(*turns), kept - 1)


def turn_too_long(rng: random.Random, piece: Piece) -> Planted:
    """Under a control that fits the rest, let one turn run on."""
    place = rng.randrange(len(piece.turns))
    asked = _banded(piece)
    everything = " ".join(turn.text for turn in piece.turns)
    return Planted(asked.with_text(place, f"{piece.turns[place].text} {everything}"), place)


def turn_too_short(rng: random.Random, piece: Piece) -> Planted:
    """Under a control that asks one side for more, let it be brief once."""
    place = rng.randrange(len(piece.turns))
    asked = piece.with_control("length", "full", Option(words=(8, 400)), piece.turns[place].speaker)
    return Planted(asked.with_text(place, rng.choice(("Yes.", "I see.", "Hm, all right."))), place)


def _banded(piece: Piece) -> Piece:
    counts = [len(turn.text.split()) for turn in piece.turns]
    return piece.with_control("length", "as it is", Option(words=(min(counts) - 1, max(counts) + 2)), "turn")


ELSEWHERE: Final = (
    "Das habe ich mir schon gedacht, aber ich weiß nicht, ob es sich noch lohnt.",
    "Pues no lo sé, la verdad, tendría que preguntar a mi hermano cuando vuelva.",
    "Je ne sais pas encore, il faut que je regarde avec ma femme ce soir.",
    "Non lo so ancora, devo chiedere a mio padre quando torna a casa.",
    "Dat weet ik nog niet, ik moet het eerst aan mijn vrouw vragen.",
    "Nie wiem jeszcze, muszę zapytać o to mojego brata, bo on się na tym zna.",
    "Я пока не знаю, надо спросить брата, когда он вернётся.",
    "我还不知道,等我哥哥回来我再问他吧。",
    "Det vet jag inte än, jag måste fråga min bror när han kommer hem.",
    "Henüz bilmiyorum, bunu kardeşime sormam gerek, o bu işten iyi anlar.",
    "I don't know yet, I'd have to ask my brother about it when he's back.",
)


def other_language(rng: random.Random, piece: Piece) -> Planted | None:
    """Say one turn in another language, with the language drawn or not."""
    asked = piece
    if rng.random() < 0.5:
        asked = piece.with_control("language", piece.language or "English", Option(), "turn")
    own = {"": ELSEWHERE[-1], "German": ELSEWHERE[0], "Spanish": ELSEWHERE[1]}[piece.language]
    said = rng.choice([text for text in ELSEWHERE if text != own])
    place = rng.randrange(len(piece.turns))
    return Planted(asked.with_text(place, said), place)


def cut_off(rng: random.Random, piece: Piece) -> Planted:
    """Stop in the middle, at the cap, with nobody's goal met."""
    kept = rng.choice((6, 8))
    turns = (turn.model_copy(update={"goal_met": False}) for turn in piece.turns[:kept])
    return Planted(piece.with_turns(*turns, ending=Ending.CAP), kept - 1)


def broken_off(rng: random.Random, piece: Piece) -> Planted | None:
    """Break a turn off between two words, or inside one."""
    places = [place for place, turn in enumerate(piece.turns) if len(turn.text.split()) >= 8]
    if not places:
        return None
    place = rng.choice(places)
    words = piece.turns[place].text.split()
    kept = rng.randrange(4, len(words) - 1)
    if not words[kept - 1][-1].isalnum():
        return None
    end = words[kept][: max(len(words[kept]) // 2, 1)] if rng.random() < 0.3 else ""
    return Planted(piece.with_text(place, " ".join([*words[:kept], end]).rstrip(".,!? ")), place)


def nothing_said(rng: random.Random, piece: Piece) -> Planted:
    place = rng.randrange(len(piece.turns))
    return Planted(piece.with_text(place, rng.choice(("", " ", "...", "…", "-"))), place)


FAULTS: Final[dict[str, Operator]] = {
    "same speaker twice": same_speaker_twice,
    "order swapped": order_swapped,
    "answers itself": answers_itself,
    "a stranger speaks": stranger_speaks,
    "own turn repeated": turn_repeated,
    "own turn, words changed": turn_nearly_repeated,
    "other's turn parroted": turn_parroted,
    "script of both sides": script_of_both,
    "speaker label": speaker_label,
    "stage direction": stage_direction,
    "goal in its words": goal_in_its_words,
    "other's goal": others_goal,
    "other's knowledge": others_knowledge,
    "talk of the card": talk_of_the_card,
    "too few turns": too_few_turns,
    "turn too long": turn_too_long,
    "turn too short": turn_too_short,
    "other language": other_language,
    "cut off in the middle": cut_off,
    "question at the end": question_at_the_end,
    "goodbye at once": goodbye_at_once,
    "goodbye in the middle": goodbye_in_the_middle,
    "wrong age": wrong_age,
    "wrong place": wrong_place,
    "wrong job": wrong_job,
    "wrong children": wrong_children,
    "age changes": age_changes,
    "broken off": broken_off,
    "order to the judge": order_to_the_judge,
    "placeholder": placeholder,
    "says that it is a model": says_it_is_a_model,
    "nothing said": nothing_said,
}
"""All sorts of faults, by name."""


def faults(name: str, pieces: Sequence[Piece], tries: int) -> list[tuple[Piece, Planted]]:
    """Return each dialogue with what could be planted in it in so many tries."""
    return [
        (piece, planted)
        for number, piece in enumerate(pieces)
        for again in range(tries)
        if (planted := FAULTS[name](random.Random(f"{name} {number} {again}"), piece)) is not None
    ]
