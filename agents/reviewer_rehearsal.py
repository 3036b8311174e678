"""The rehearsal part of the reviewer."""
