"""Where results are kept."""

from pathlib import Path

DIRECTORY = Path(__file__).resolve().parent.parent / "docs" / "benchmarks"
