"""What the API costs: requests a second, their waits, and whose time it is."""
