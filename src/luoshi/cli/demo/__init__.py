"""The demonstration: a year of a district with invented units, told through the product's own actions (演示)."""
