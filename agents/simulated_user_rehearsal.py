"""The rehearsal part of the simulated user."""
