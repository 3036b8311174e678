"""The tables of a ledger.

JSON columns are text that the caller has serialised: the ledger stores bytes as they came, and never encodes
twice. Times are ISO text for the same reason.
"""

from sqlalchemy import Column, Float, ForeignKey, Index, Integer, MetaData, Table, Text

metadata = MetaData()

run = Table(
    "run",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
"""Facts of the run, as JSON: schema version, scenario, pins, the frozen persona graph."""

calls = Table(
    "calls",
    metadata,
    Column("id", Text, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("step", Text, nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("role", Text, nullable=False),
    Column("model", Text, nullable=False),
    Column("request", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("finish_reason", Text, nullable=False),
    Column("fault", Text),
    Column("tokens_in", Integer),
    Column("tokens_out", Integer),
    Column("reasoning_tokens", Integer),
    Column("cost_usd", Float),
    Column("latency_ms", Integer, nullable=False),
    Column("started_at", Text, nullable=False),
    Column("simulation", Text),
    Index("calls_owner", "owner"),
)
"""The journal: one row per reply, `owner` being the brief or persona it was made for."""

personas = Table(
    "personas",
    metadata,
    Column("id", Text, primary_key=True),
    Column("place", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("origin", Text, nullable=False),
    Column("granularity", Text, nullable=False),
    Column("round", Integer, nullable=False),
    Column("attributes", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("tie", Text, nullable=False),
    Column("ordinal", Integer, nullable=False),
)
"""The personas that passed the gate; `place` is their order, `source` and `tie` where they come from."""

persona_rejections = Table(
    "persona_rejections",
    metadata,
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("text", Text, nullable=False),
    Column("origin", Text, nullable=False),
    Column("granularity", Text, nullable=False),
    Column("round", Integer, nullable=False),
    Column("source", Text, nullable=False),
    Column("tie", Text, nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("attributes", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("neighbour", Text),
    Column("similarity", Float),
)
"""The personas that did not pass, each with its reason and, for a near-duplicate, its neighbour."""

briefs = Table(
    "briefs",
    metadata,
    Column("id", Text, primary_key=True),
    Column("cell", Text, nullable=False),
    Column("index", Integer, nullable=False),
    Column("status", Text, nullable=False),
    Column("stage", Text),
    Column("reason", Text),
    Column("place", Integer, unique=True),
    Column("brief", Text, nullable=False),
)
"""Every brief that was issued; `place` is the order of settlement, empty while it is pending."""

samples = Table(
    "samples",
    metadata,
    Column("brief_id", Text, ForeignKey(briefs.c.id), primary_key=True),
    Column("record", Text, nullable=False),
)
"""The settled outcome of a brief with all its rounds. A brief goes in before its sample."""

steps = Table(
    "steps",
    metadata,
    Column("owner", Text, primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("node", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Column("duration_ms", Integer, nullable=False),
)
"""The steps that a brief or persona went through, in order."""
