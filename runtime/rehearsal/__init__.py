"""The rehearsal model: plays every role offline, as a pure function of the request.

Here are the stage, the filler and the endpoint that serves both over HTTP; each agent, kind or world file brings
its own part (`@plays`).
"""

__all__: list[str] = []
