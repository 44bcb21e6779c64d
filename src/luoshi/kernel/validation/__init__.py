"""Validation rules 校验规则: what must hold between figures, written down once and tested on a whole panel."""
