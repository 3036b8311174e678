"""The rehearsal part of the polisher."""
