"""The machinery: ledger, call journal, the way to a model, text hygiene, errors."""

__all__: list[str] = []
