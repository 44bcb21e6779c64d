"""Files from and for other systems: spreadsheets, DHIS2, SDMX (数据交换)."""
