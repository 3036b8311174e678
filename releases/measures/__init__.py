"""Measures of what came out, one per file."""
