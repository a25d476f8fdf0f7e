"""An event store, deciders and projectors for Django on one Postgres table."""
