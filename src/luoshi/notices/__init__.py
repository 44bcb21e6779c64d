"""The inbox of each person (通知)."""
