"""Pure functions over arrays and text: no Django, no files, no network, no clock (计算内核)."""
