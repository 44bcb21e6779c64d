"""Something to be done by somebody by some date, passed down a chain (事项)."""
