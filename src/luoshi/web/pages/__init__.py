"""One module a room: the views and their addresses."""
