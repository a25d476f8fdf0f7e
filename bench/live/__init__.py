"""How fast, and at what cost, a change reaches the pages that are open."""
