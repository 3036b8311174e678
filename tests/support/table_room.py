"""A restaurant without anything behind its tools: the files of its world, its rehearsal and its scenario."""

from pathlib import Path

WORLD = """
about: tables of a small restaurant
policy: |
  You book tables. Parties of more than six are not taken.
state:
  tables:
  - {table_id: T1, seats: 2}
  - {table_id: T2, seats: 4}
  - {table_id: T3, seats: 6}
tools:
- name: find_tables
  about: Find the tables that are free for so many people.
  parameters:
    type: object
    properties: {party: {type: integer, minimum: 1}}
    required: [party]
    additionalProperties: false
  effect: read
  returns:
    type: array
    items:
      type: object
      properties: {table_id: {type: string}, seats: {type: integer}}
      required: [table_id, seats]
- name: book_table
  about: Book a table for an evening, in somebody's name.
  parameters:
    type: object
    properties: {table_id: {type: string}, evening: {type: string}, guest: {type: string}}
    required: [table_id, evening, guest]
    additionalProperties: false
  effect: write
  returns:
    type: object
    properties: {booking_id: {type: string, pattern: '^R[0-9]{5}$'}, table_id: {type: string}, evening: {type: string}}
    required: [booking_id, table_id, evening]
"""

PARTS = '''
"""Guests of the restaurant, and its desk."""

from dramaturg.scenarios.blueprint import Variant
from dramaturg.scenarios.errands import Errand, Slot, Step, rehearse

GUESTS = ("Okafor", "Lindqvist", "Moreau", "Haddad", "Petrova", "Tanaka", "Weiss", "Abara", "Costa", "Ito")
WANTS = ("You want a table for {party} people on {evening}, in the name of {guest}.",)


def evening(corner, rng, most=6, least=1):
    party = rng.randint(least, most)
    table = next((each["table_id"] for each in corner["tables"] if each["seats"] >= party), None)
    day = f"2026-05-{rng.randint(1, 28):02d}"
    return {"party": party, "table": table, "evening": day, "guest": rng.choice(GUESTS)}


def large(corner, rng):
    return evening(corner, rng, 12, 7)


def chosen(result, known):
    return next((each["table_id"] for each in result if each["seats"] >= int(known["party"])), None)


rehearse(
    "table_room",
    (
        Errand(
            name="book",
            draw=evening,
            wants=WANTS,
            vague=("You want a table, in the name of {guest}.",),
            slots={
                "party": Slot("The number of people is {party}.", "How many people will you be?"),
                "evening": Slot("The evening is that of {evening}.", "On which evening?"),
            },
            steps=(
                Step("find_tables", {"party": "{party}"}, learns={"table": chosen}),
                Step(
                    "book_table",
                    {"table_id": "{table}", "evening": "{evening}", "guest": "{guest}"},
                    learns={"booking": "booking_id"},
                    announces="I would book {table} for you.",
                ),
            ),
            says=("It is booked under the number {booking}.",),
            tells=("{table}",),
        ),
        Errand(
            name="too many",
            serves=(Variant.AGAINST_POLICY,),
            draw=large,
            wants=WANTS,
            decides=lambda known: int(known["party"]) > 6,
            rules={"most": r"more than (\\\\w+) are not taken"},
            says=("More than {most} people are not taken.",),
            forbidden=("book_table",),
        ),
    ),
)
'''

SCENARIO = """
name: tables
kind: trajectory
uses: parts.py
personas: {per_seed: 1, rounds: 0, seeds_used: 12}
world:
  name: ./table_room.yaml
  variants: {plain: 3, missing parameter: 1, against policy: 1}
near_duplicates: {threshold: 0.98}
"""


def laid_out(folder: Path, *, world: str = WORLD, scenario: str = SCENARIO) -> Path:
    """Write the files into a folder and return the scenario's."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "table_room.yaml").write_text(world, encoding="utf-8")
    (folder / "parts.py").write_text(PARTS.replace("\\\\", "\\"), encoding="utf-8")
    (folder / "tables.yaml").write_text(scenario, encoding="utf-8")
    return folder / "tables.yaml"
