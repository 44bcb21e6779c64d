"""What DHIS2 sends and takes (DHIS2 互通): periods, identifiers, data value sets, metadata, import summaries."""
