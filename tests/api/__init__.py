"""The REST API as its contract tells it: a file for each part."""
