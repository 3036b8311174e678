"""Verifiers of dialogues: what can be held against single turns, one check per file."""

__all__: list[str] = []
