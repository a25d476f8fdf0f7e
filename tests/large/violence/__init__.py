"""Processes that are killed with -9 at random under load; afterwards the log must tell the same as the witnesses."""
