"""What can be done with a document: one verb a file."""
