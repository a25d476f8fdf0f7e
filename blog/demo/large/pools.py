"""Names and tags to draw from."""

from pathlib import Path

import yaml

POOLS: dict[str, list[str]] = yaml.safe_load(Path(__file__).with_name("pools.yaml").read_text(encoding="utf-8"))
# The plain topics first.
TAGS = POOLS["topics"] + [f"{kind}-{topic}" for kind in POOLS["kinds"] for topic in POOLS["topics"]]


def username(index: int) -> str:
    """Another one for each index."""
    given, family = POOLS["given"], POOLS["family"]
    round_, within = divmod(index, len(given) * len(family))
    name = f"{given[within % len(given)]}_{family[within // len(given)]}"
    return f"{name}{round_ + 1}" if round_ else name
