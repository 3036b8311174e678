"""The rehearsal part of the assistant."""
