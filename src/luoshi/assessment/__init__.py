"""Schemes, frozen runs, ranks (考核)."""
