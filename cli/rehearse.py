"""The command `rehearse`: the rehearsal model as an endpoint, to try clients and scenarios against."""

from typing import TYPE_CHECKING, Annotated

import typer

from .screen import print_json

if TYPE_CHECKING:
    from ..runtime.rehearsal.endpoint import Endpoint

Port = Annotated[int, typer.Option("--port", metavar="N", min=0, max=65535, help="Where to listen; 0 for a free port.")]
Latency = Annotated[
    float,
    typer.Option("--latency-ms", metavar="N", min=0, max=3_600_000, help="From a request's last byte to its answer."),
]
Fault = Annotated[
    list[str] | None,
    typer.Option(
        "--fault",
        metavar="KIND=RATE",
        help="Share of calls that go wrong; may be repeated. KIND is 429, 500, hang, trickle, cut, html, garbage, "
        "schema, null, empty, length, filter or reset.",
    ),
]
FaultSeed = Annotated[int, typer.Option("--seed", help="Which calls the faults hit.")]


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command()(rehearse)


def rehearse(port: Port = 0, latency_ms: Latency = 0.0, fault: Fault = None, seed: FaultSeed = 0) -> None:
    """Serve the rehearsal model over HTTP on this machine, until Ctrl-C or SIGTERM.

    Prints one line with the address, and at the end one line of JSON: the counts that GET /stats gives meanwhile.
    """
    import asyncio

    from ..runtime.clock import SystemClock
    from ..runtime.rehearsal.endpoint import Endpoint
    from ..runtime.rehearsal.faults import Faults

    faults = Faults.read(fault or (), seed)
    _learn_parts()
    endpoint = Endpoint(faults, latency_ms / 1000, SystemClock())
    asyncio.run(_serve(endpoint, port))
    print_json(endpoint.tally.stats().model_dump())


async def _serve(endpoint: "Endpoint", port: int) -> None:
    import asyncio
    import signal

    from ..runtime.rehearsal.endpoint import listening

    ended = asyncio.Event()
    async with listening(endpoint, port) as address:
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, ended.set)
        model = f"--model rehearsal@{address}/v1"
        typer.echo(f"{address}/v1 is ready: {model} (counts at {address}/stats, Ctrl-C ends it)")
        await ended.wait()


def _learn_parts() -> None:
    """Import every agent and kind, and with them their rehearsal parts: a run's own process has them too."""
    import importlib
    import pkgutil

    from .. import agents
    from ..scenarios.kind import KINDS

    for module in pkgutil.iter_modules(agents.__path__, f"{agents.__name__}."):
        importlib.import_module(module.name)
    KINDS.all()
