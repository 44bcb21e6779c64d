"""Scoring of files without a server or a database (文件计分)."""
