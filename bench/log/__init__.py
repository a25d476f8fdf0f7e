"""What the log costs: ours, pyeventsourcing's and the bare database's, asked for the same work in turn."""
