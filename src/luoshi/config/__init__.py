"""Settings and composition (配置)."""
