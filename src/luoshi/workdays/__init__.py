"""Working days, periods and the business clock (工作日)."""
