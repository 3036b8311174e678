"""The rehearsal part of the speaker."""
