"""Live queries: bookkeeping, the hub on a real log, real sockets, real browsers."""
