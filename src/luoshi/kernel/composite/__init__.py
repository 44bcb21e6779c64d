"""Composite indicators 综合指数: the steps from raw figures to an index, one module a step."""
