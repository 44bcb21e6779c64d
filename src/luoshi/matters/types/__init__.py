"""Matter types are data: one YAML file each, checked against ``schema.json``."""
