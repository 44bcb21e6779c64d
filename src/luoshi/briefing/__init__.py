"""Bulletins as official documents, charts, the pace bar on paper (通报)."""
