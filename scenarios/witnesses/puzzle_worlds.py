"""All possibilities of the puzzles that rehearsals know, and which of them meet the clues.

This file stands alone: the rehearsed programmer hands in its text as a program, with a call at the end.
"""

from collections.abc import Iterator, Sequence
from itertools import permutations, product

World = dict[str, int]
"""Name → place, number of the thing, 1 for who tells the truth; for classes of people, a bit for each sort in it."""

CLASSES = (0b10101010, 0b11001100, 0b11110000)
"""With three classes there are eight sorts of people; the sorts that each class may hold."""


def worlds(form: str, people: Sequence[str]) -> Iterator[World]:
    """Yield every possibility, whatever the clues say."""
    if form == "follows":
        yield from _inhabited(people)
    elif form == "day":
        for place in range(len(people)):
            yield {"it": place, **{day: number for number, day in enumerate(people)}}
    else:
        size = len(people)
        for given in product((0, 1), repeat=size) if form == "truth" else permutations(range(size)):
            yield dict(zip(people, given, strict=True))


def _inhabited(classes: Sequence[str]) -> Iterator[World]:
    """Yield every way in which three classes, none of them empty, may overlap."""
    for sorts in range(1, 256):
        world = {each: sorts & may_hold for each, may_hold in zip(classes, CLASSES, strict=True)}
        if all(world.values()):
            yield world


def holds(world: World, clue: str, x: str, y: str = "", z: str = "") -> bool:
    """Whether a clue is true in a world."""
    if clue in ("liar", "alike", "one_of"):
        said = {"liar": not world[y], "alike": world[y] == world.get(z), "one_of": world[y] != world.get(z)}
        return bool(world[x]) == said[clue]
    if clue in ("later", "earlier", "not_on", "beside"):
        ahead = world["it"] - world[x]
        return {"later": ahead > 0, "earlier": ahead < 0, "not_on": ahead != 0, "beside": abs(ahead) == 1}[clue]
    one, other = world[x], world.get(y, 0)
    return {
        "before": one < other,
        "right_after": one == other + 1,
        "not_first": one != 0,
        "not_last": one != max(world.values()),
        "apart": abs(one - other) > 1,
        "all": one & ~other == 0,
        "none": one & other == 0,
        "some": one & other != 0,
    }[clue]


def has(world: World, things: Sequence[str], clue: str, thing: str, x: str, y: str = "") -> bool:
    """Whether a clue about who has a thing is true in a world."""
    number = things.index(thing)
    return world[x] != number if clue == "without" else number in (world[x], world[y])


def fits(world: World, things: Sequence[str], clue: Sequence[str]) -> bool:
    """Whether a clue, its name first, is true in a world."""
    name, *told = clue
    return has(world, things, name, *told) if name in ("without", "either") else holds(world, name, *told)


def answers(
    form: str, people: Sequence[str], things: Sequence[str], asked: str, clues: Sequence[Sequence[str]]
) -> list[str]:
    """Return every answer that meets all clues, each once."""
    left = [world for world in worlds(form, people) if all(fits(world, things, clue) for clue in clues)]
    if form == "follows":
        follows = all(world[people[0]] & ~world[people[2]] for world in left)
        return [("yes" if follows else "no")] if left else []
    return list(dict.fromkeys(_answer(form, world, people, things, asked) for world in left))


def _answer(form: str, world: World, people: Sequence[str], things: Sequence[str], asked: str) -> str:
    if form == "order":
        return ", ".join(sorted(people, key=lambda each: world[each]))
    if form == "owns":
        return next(each for each in people if world[each] == things.index(asked))
    if form == "truth":
        return ", ".join(sorted(each for each in people if world[each])) or "nobody"
    return people[world["it"]]
