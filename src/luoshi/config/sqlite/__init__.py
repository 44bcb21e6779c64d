"""SQLite, where the writers of one process take turns."""
