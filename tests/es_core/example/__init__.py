"""A lending library, for the tests of es_core alone."""
