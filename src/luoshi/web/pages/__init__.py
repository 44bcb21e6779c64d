"""One module a page; each lists its routes."""
