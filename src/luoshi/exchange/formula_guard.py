"""Text that leaves in a table does not run as a formula (公式注入)."""

# Full-width signs too: spreadsheets set to an East Asian language read them as the plain ones.
_RISKY = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r")


def guarded(text: str) -> str:
    """``text`` so that no spreadsheet takes it for a formula."""
    return "'" + text if text.lstrip("'").startswith(_RISKY) else text


def unguarded(text: str) -> str:
    """What :func:`guarded` was given, so that a table which comes back says the same again."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(_RISKY) else text
