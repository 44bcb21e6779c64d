"""``python -m luoshi``."""

from luoshi.cli.main import run

run()
