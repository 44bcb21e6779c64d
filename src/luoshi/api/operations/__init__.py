"""The operations, a router for each room that they call."""
