"""One verb a file: check permission, change, ledger entry, in one transaction."""
