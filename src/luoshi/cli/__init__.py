"""The luoshi command (命令行)."""
