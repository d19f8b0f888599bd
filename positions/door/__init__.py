"""The door: who comes and leaves, with whom, and what is written down of it (docs/decisions/0016)."""
