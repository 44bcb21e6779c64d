"""History and hand-over as Parquet files, and assessments on them (数据湖)."""
