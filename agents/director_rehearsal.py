"""The rehearsal part of the director."""
