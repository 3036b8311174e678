"""The rehearsal part of the outliner."""
