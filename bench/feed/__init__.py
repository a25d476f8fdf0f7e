"""How fast, and at what cost, a change reaches the programs that follow the feed."""
