"""The rehearsal model: plays every role offline, as a pure function of the request.

Here are the stage and the filler only; each agent, kind or world file brings its own part (`@plays`).
"""

__all__: list[str] = []
