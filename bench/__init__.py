"""What is measured by itself, outside of the tests; each says how to run it."""
