"""Documents, their clauses and the drafts read from them (文稿)."""
