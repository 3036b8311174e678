"""A sample's story as a page for people, top to bottom in the order in which it happened."""

from collections.abc import Sequence

from rich.text import Text

from ..graphs.reliability import Attempted
from ..personas.persona import Persona
from ..runtime.journal import Usage
from ..runtime.text import clean, shorten
from ..scenarios.passages import Passages
from ..traces.lineage import Link
from ..traces.story import CallStory, PartStory, RoundStory, Story, VerdictStory
from .findings_page import mark_quotes, tell_findings
from .page import INDENT, Column, Page, shown
from .talk_page import tell_talk

LONG = 12
"""Lines of a seed, prompt or reply that are shown unless all are asked for. Drafts are always whole."""

NAME = 24
"""Characters of a model's name in a table; vendor paths are left out there."""

_DEEPER = INDENT + 2

_STATUSES = {"accepted": "bold green", "rejected": "bold yellow", "failed": "bold red"}

_ORIGINS = {"given": "brought by the user", "text": "inferred from a text", "relation": "grown by relation"}


def tell(page: Page, story: Story) -> None:
    """Write a story, from its seed to what it cost."""
    _head(page, story)
    page.heading("seed", story.seed.source)
    page.prose(story.seed.text, lines=LONG)
    if story.passages:
        _passages(page, story.passages)
    _persona(page, story)
    _brief(page, story)
    _plan(page, story)
    _backstage(page, story)
    for held in story.rounds:
        _round(page, held)
    if story.attempted:
        _attempted(page, story.attempted)
    if story.verdict:
        _verdict(page, story.verdict)
    _outcome(page, story)
    _calls(page, story.calls)
    _steps(page, story)
    page.gap()


def _head(page: Page, story: Story) -> None:
    head = Text.assemble((story.status, _STATUSES.get(story.status, "bold")), f"  {story.kind}  {story.id}")
    page.prose(head, indent=0)
    if story.simulated:
        page.prose(Text("simulated: the rehearsal model had a part in it, so it is no training data", "dim"), indent=0)


def _passages(page: Page, passages: Passages) -> None:
    """Write the other passages: whole enough where it is about them, and their beginning where it is not."""
    own, *linked = passages.sources
    page.heading("passages", f"the seed is number {own} of {len(passages.texts)}")
    for number, each in enumerate(passages.texts, 1):
        if number != own:
            page.prose(each.text, label=f"[{number}] ", lines=LONG if number in linked else 2)


def _persona(page: Page, story: Story) -> None:
    _person(page, story, "persona", story.persona, story.path)
    for partner in story.partners:
        _person(page, story, "partner", partner.persona, partner.path)


def _person(page: Page, story: Story, title: str, persona: Persona, path: Sequence[Link]) -> None:
    page.heading(title, _ORIGINS[persona.origin])
    page.prose(persona.text)
    width = max((len(link.tie) for link in path), default=0)
    for link in path:
        page.prose(_linked(link, story), label=f"→ {clean(link.tie):<{width}}  ", lines=4)


def _linked(link: Link, story: Story) -> Text:
    if link.node == story.seed.id:
        return Text("the seed above")
    source = (clean(link.source) + "  ", "dim") if link.source else ""
    return Text.assemble(source, clean(link.text))


def _brief(page: Page, story: Story) -> None:
    page.heading("brief", f"number {story.index} of cell {story.cell}")
    width = max(map(len, story.controls), default=0)
    for name, control in story.controls.items():
        page.prose(control.direction.removeprefix(f"{name}: "), label=f"{name:<{width}}  ")
    if story.examples:
        page.prose(f"{story.examples} examples were shown to the writer")


def _plan(page: Page, story: Story) -> None:
    if story.plan is None:
        return
    page.heading("plan")
    page.prose(story.plan.situation, label="why   ")
    page.prose(story.plan.task, label="what  ")
    for number, item in enumerate(story.plan.must_include):
        page.prose(item, label="with  - " if number == 0 else "      - ")


def _backstage(page: Page, story: Story) -> None:
    if story.backstage:
        page.heading("behind the scenes")
    for name, text in story.backstage.items():
        if not text:
            continue
        page.prose(Text(name, style="bold"))
        page.prose(text, indent=_DEEPER, lines=LONG)


def _round(page: Page, held: RoundStory) -> None:
    page.heading(f"round {held.number}", _standing(held))
    _checks(page, held)
    if any(part.voice for part in held.parts):
        tell_talk(page, held.parts)
        tell_findings(page, held.elsewhere)
        return
    for number, answer in enumerate(held.answers, 1):
        page.prose(shown(answer.problem or "(no such finding)", "dim"), label=f"{number}. ")
        page.prose(shown(answer.said or "(not answered)"), label="   → ")
    for part in held.parts:
        if part.text or part.findings or part.is_changed:
            _part(page, part)
    tell_findings(page, held.elsewhere)


def _checks(page: Page, held: RoundStory) -> None:
    """Say what was checked, and how it came out."""
    if held.checks:
        told = [
            Text("? " + c.name, "yellow")
            if c.unexecuted
            else Text.assemble((("✓ " if c.passed else "✗ ") + c.name, "green" if c.passed else "bold red"))
            for c in held.checks
        ]
        page.prose(Text("  ").join(told))
    for check in held.checks:
        if check.said:
            page.prose(check.said, label=f"{check.name}  ", lines=3)


def _standing(held: RoundStory) -> str:
    number = sum(len(part.findings) for part in held.parts) + len(held.elsewhere)
    told = [f"{number} finding{'s' if number > 1 else ''}, weight {held.weight}" if number else "no findings"]
    if held.gain is not None:
        told.append(f"gain {held.gain:+d}" if held.gain else "no gain")
    if held.is_best:
        told.append("best")
    return ", ".join(told)


def _attempted(page: Page, attempted: Attempted) -> None:
    page.heading("attempts", f"{attempted.passed} of {attempted.made} passed")
    told = {f"pass^{attempted.made}": attempted.pass_hat_k, f"pass@{attempted.made}": attempted.pass_at_k}
    page.prose("  ".join(f"{name} {'yes' if holds else 'no'}" for name, holds in told.items()))


def _part(page: Page, part: PartStory) -> None:
    changed = "" if part.changes is None else "changed" if part.is_changed else "as before"
    page.prose(Text.assemble((part.name, "bold"), "  ", (changed, "dim")))
    if part.changes is None:
        page.prose(mark_quotes(part.text or "(empty)", part.findings), indent=_DEEPER)
    elif part.is_changed:
        page.changes(part.changes, indent=_DEEPER)
    tell_findings(page, part.findings)


def _verdict(page: Page, verdict: VerdictStory) -> None:
    page.heading("verdict", f"mean {verdict.mean:.2f}, needed {verdict.mean_needed:g}")
    columns = (Column("criterion"), Column("score", True), Column("least", True), Column("why"))
    page.table(
        columns,
        [(row.criterion, _score(row.score, row.minimum), str(row.minimum), row.reason) for row in verdict.scores],
    )


def _score(score: int, minimum: int) -> Text:
    return Text(str(score), "bold red" if score < minimum else "bold")


def _outcome(page: Page, story: Story) -> None:
    page.heading("outcome", f"at {story.stage}" if story.stage else "")
    told = Text(story.status, _STATUSES.get(story.status, "bold"))
    if story.reason:
        told = Text.assemble(told, f": {clean(story.reason)}")
    page.prose(told)
    if story.neighbour:
        page.prose(story.neighbour.text, label=f"{story.neighbour.brief_id[:12]}  ", lines=6)


def _calls(page: Page, calls: Sequence[CallStory]) -> None:
    if not calls:
        return
    models = {call.model for call in calls}
    page.heading("calls", f"{len(calls)} to {models.pop()}" if len(models) == 1 else str(len(calls)))
    titles = ("step", "role", *(["model"] if models else []), "in", "out", "ms", "")
    columns = [Column(title, title in ("in", "out", "ms")) for title in titles]
    page.table(columns, [_call(call, with_model=bool(models)) for call in calls])
    for call in calls:
        if page.is_full:
            _exchange(page, call)
        elif call.is_unusable:
            page.prose(call.reply or "(nothing)", label=f"reply at {call.step}: ", lines=LONG)


def _call(call: CallStory, *, with_model: bool) -> tuple[str, ...]:
    notes = [
        *(["asked again"] if call.ordinal else []),
        *([call.fault or "could not be used"] if call.is_unusable else []),
        *(f"mended: {what}" for what in call.mended),
        *(f"planted: {what} (simulated)" for what in call.planted),
    ]
    counts = ("?" if count is None else f"{count:,}" for count in (call.tokens_in, call.tokens_out))
    model = [shorten(call.model.rpartition("/")[2], NAME)] if with_model else []
    return (call.step, call.role, *model, *counts, f"{call.latency_ms:,}", "; ".join(notes))


def _exchange(page: Page, call: CallStory) -> None:
    page.heading(f"call {call.step}" + (" again" if call.ordinal else ""), f"{call.role}, {call.model}")
    for message in call.request:
        page.prose(Text(message.role, "bold"))
        page.prose(message.content, indent=_DEEPER)
    page.prose(Text.assemble(("reply", "bold"), "  ", (call.fault or call.finish_reason, "dim")))
    page.prose(call.reply or "(nothing)", indent=_DEEPER)


def _steps(page: Page, story: Story) -> None:
    page.heading("steps", _spent(story.usage))
    if story.steps:
        way = " → ".join(f"{step.node} {step.duration_ms:,} ms" for step in story.steps)
        page.prose(f"{way} = {story.duration_ms:,} ms")


def _spent(usage: Usage) -> str:
    cost = "cost unknown" if usage.cost_usd is None else f"${usage.cost_usd:.4g}"
    return f"{usage.tokens_in:,} tokens in, {usage.tokens_out:,} out, {cost}"
