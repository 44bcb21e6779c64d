"""Reading Chinese government documents: outline, targets, tasks, each tied to its characters (文稿解析)."""
