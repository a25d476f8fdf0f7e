"""Counts of what live queries do in this process."""

from dataclasses import dataclass


@dataclass(slots=True)
class Figures:
    sockets: int = 0
    refused: int = 0
    renders: int = 0
    broken: int = 0
    frames: int = 0
    reused: int = 0
