"""GraphQL at /graphql: the same queries and commands as pages and REST API. Needs the extra `graphql` (Strawberry)."""
