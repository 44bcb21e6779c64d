"""Accounts and sign-in (身份)."""
