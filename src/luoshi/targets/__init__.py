"""Targets, their cascade and their pace (目标)."""
