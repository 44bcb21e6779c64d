"""What runs by the calendar and not by a hand (定时任务)."""
