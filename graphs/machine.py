"""LangGraph's builder as we use it, with types where its own generics stay open.

A node takes the state and `Runtime[Context]` and returns the keys that it changes; a router returns a `Literal`
of node names, from which LangGraph draws the edges. Both are async: LangGraph sends plain functions to a thread.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractContextManager
from importlib import import_module
from typing import Any, Protocol

from langgraph.graph import StateGraph


class Drawing(Protocol):
    """A graph's picture."""

    def draw_mermaid(self) -> str:
        """Return it as Mermaid text."""
        ...


class Machine(Protocol):
    """A compiled graph."""

    def astream(
        self, input: Mapping[str, object], /, *, context: object, stream_mode: str
    ) -> AsyncIterator[dict[str, Any]]:
        """Run it; with `stream_mode="updates"`, yield node → what it changed."""
        ...

    def get_graph(self) -> Drawing:
        """Return what it looks like."""
        ...


Step = Callable[..., Awaitable[Mapping[str, object]]] | Machine
"""A node: an async function, or a whole graph that shares keys of the state."""


class Builder(Protocol):
    """A graph that is being built."""

    def add_node(self, node: str, action: Step, /) -> object:
        """Add a step."""
        ...

    def add_edge(self, start_key: str, end_key: str, /) -> object:
        """Go from one step to the next."""
        ...

    def add_conditional_edges(self, source: str, path: Callable[..., Awaitable[str]], /) -> object:
        """Let a router decide where to go."""
        ...

    def compile(self) -> Machine:
        """Return the finished graph."""
        ...


def untraced() -> AbstractContextManager[object]:
    """Return a context in which graphs are traced by nobody.

    Where LANGSMITH_TRACING is set, LangGraph hands every state to LangSmith; nothing leaves but calls to models.
    """
    context: Callable[..., AbstractContextManager[object]] = import_module("langsmith").tracing_context
    return context(enabled=False)


def builder(state: Any, context: Any) -> Builder:
    """Return an empty graph over a state schema, whose nodes are given a context."""
    graph: Any = StateGraph[Any, Any, Any, Any](state, context_schema=context)
    return graph
