"""The machine: it knows LINE and friends, and no feature."""
