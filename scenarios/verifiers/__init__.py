"""Verifiers: what can be held against a draft by evidence, one check per file."""
