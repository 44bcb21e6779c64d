"""The append-only record of what was done, by whom, on whose order (台账)."""
