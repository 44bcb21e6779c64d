"""Official documents, charts and pace bars: what the district prints and sends out (通报、公文、图表)."""
