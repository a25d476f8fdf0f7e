"""Operators' commands of es_core."""
