"""The production graph: one invocation per brief, from plan to judge."""

from typing import Literal, TypedDict

from langgraph.graph import END, START
from langgraph.runtime import Runtime

from ..agents.judge import Verdict
from ..agents.planner import Plan
from ..scenarios.brief import Brief
from ..scenarios.draft import Round, best_of
from ..scenarios.finding import Evidence
from ..scenarios.kind import Form
from . import dialogue, gathering, trajectory
from .cast import Cast
from .machine import Machine, Step, builder


class Production(TypedDict):
    """The state: a brief, its plan, every round so far, and the verdict on the best of them.

    A node reads only what the nodes before it have put there.
    """

    brief: Brief
    plan: Plan
    rounds: tuple[Round, ...]
    verdict: Verdict


class Change(TypedDict, total=False):
    """What a node changes in the state."""

    plan: Plan
    rounds: tuple[Round, ...]
    verdict: Verdict


async def plan(state: Production, runtime: Runtime[Cast]) -> Change:
    """Decide what this persona would want of this brief."""
    return {"plan": await runtime.context.planner(state["brief"])}


async def write(state: Production, runtime: Runtime[Cast]) -> Change:
    """Write round 0."""
    draft = await runtime.context.generator(state["brief"], state["plan"])
    return {"rounds": (Round(draft=draft),)}


async def verify(state: Production, runtime: Runtime[Cast]) -> Change:
    """Hold the evidence of the kind's verifiers against the last draft."""
    draft = state["rounds"][-1].draft
    witnesses = runtime.context.hearing(draft.round)
    evidence = await runtime.context.kind.evidence(draft.payload, state["brief"], witnesses)
    return {"rounds": _examined(state, evidence)}


async def critique(state: Production, runtime: Runtime[Cast]) -> Change:
    """Let the critic look at the last draft."""
    found = await runtime.context.critic(state["brief"], state["rounds"][-1].draft)
    return {"rounds": _examined(state, Evidence(findings=found))}


async def revise(state: Production, runtime: Runtime[Cast]) -> Change:
    """Answer the last draft's findings with a new draft."""
    draft = await runtime.context.reviser(state["brief"], state["rounds"][-1])
    return {"rounds": (*state["rounds"], Round(draft=draft))}


async def judge_best(state: Production, runtime: Runtime[Cast]) -> Change:
    """Judge the best draft, once."""
    return {"verdict": await runtime.context.judge(state["brief"], best_of(state["rounds"]).draft)}


async def after_verify(state: Production, runtime: Runtime[Cast]) -> Literal["critique", "revise", "judge", "__end__"]:
    """A blocking defect goes straight to revise; the critic sees only what the evidence lets through."""
    if not state["rounds"][-1].is_blocked:
        return "critique"
    return _onward(state, runtime.context.revisions)


async def after_critique(state: Production, runtime: Runtime[Cast]) -> Literal["revise", "judge", "__end__"]:
    """Revise while it pays."""
    return _onward(state, runtime.context.revisions)


def build(form: Form = Form.WHOLE) -> Machine:
    """Return the compiled graph for kinds of this form."""
    writing, revising = _writing(form)
    graph = builder(Production, Cast)
    graph.add_node("plan", plan)
    graph.add_node("write", writing)
    graph.add_node("verify", verify)
    graph.add_node("critique", critique)
    graph.add_node("revise", revising)
    graph.add_node("judge", judge_best)
    graph.add_edge(START, "plan")
    graph.add_edge("plan", "write")
    graph.add_edge("write", "verify")
    graph.add_conditional_edges("verify", after_verify)
    graph.add_conditional_edges("critique", after_critique)
    graph.add_edge("revise", "verify")
    graph.add_edge("judge", END)
    return graph.compile()


def _writing(form: Form) -> tuple[Step, Step]:
    """Return what writes and what revises: a node each, or one graph that knows where to begin."""
    if form is Form.WHOLE:
        return write, revise
    machine = _BUILDS[form]()
    return machine, machine


_BUILDS = {Form.TURNS: dialogue.build, Form.GROUP: gathering.build, Form.ACTED: trajectory.build}


def _examined(state: Production, evidence: Evidence) -> tuple[Round, ...]:
    """Return the rounds with more evidence about the last."""
    *earlier, last = state["rounds"]
    findings, checks = (*last.findings, *evidence.findings), (*last.checks, *evidence.checks)
    return (*earlier, Round(draft=last.draft, findings=findings, checks=checks))


def _onward(state: Production, revisions: int) -> Literal["revise", "judge", "__end__"]:
    """Make all attempts; then stop when nothing above minor is left, when a revision gained nothing, or at the cap."""
    rounds, revised = state["rounds"], len(state["rounds"]) - state["brief"].attempts
    if revised < 0:
        return "revise"
    best = best_of(rounds)
    gained = revised == 0 or rounds[-1].weight < best_of(rounds[:-1]).weight
    if not best.is_clean and gained and revised < revisions:
        return "revise"
    return "__end__" if best.is_blocked else "judge"
