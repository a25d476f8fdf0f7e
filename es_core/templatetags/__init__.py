"""Template tags of es_core."""
