"""Luoshi (落实): the software with which a district makes sure that what was decided gets done."""

__version__ = "0.1.0"
