"""What is measured, who reports it, and every value ever reported (指标与填报)."""
