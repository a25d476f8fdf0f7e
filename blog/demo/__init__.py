"""Content to look around with: a small lively site that was written, and a large one that is made up for measuring."""
