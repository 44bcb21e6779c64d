"""Units, posts and people, all valid over time (组织)."""
