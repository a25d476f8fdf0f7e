"""Titles, bodies and comments put together from the sentences of the written articles."""

import re
from collections.abc import Sequence
from functools import cached_property
from random import Random

PLAIN = re.compile(r"^(?![#>|`*\-\d\s<!\[]).{20,}$", re.MULTILINE)
SENTENCE = re.compile(r"[^.!?…]+[.!?…]+[\"”’)]*")  # noqa: RUF001 - typographic quotes
TITLE_WORDS = range(3, 9)
TITLE_LENGTH = 80
QUOTES = re.compile(r"[\"“”*`\[\]()_]")


class Prose:
    """Draws from `texts`, Markdown bodies."""

    def __init__(self, texts: Sequence[str]) -> None:
        paragraphs = [found for text in texts for found in PLAIN.findall(text)]
        found = [sentence.strip() for each in paragraphs for sentence in SENTENCE.findall(each)]
        self.sentences: list[str] = [each for each in found if len(each) > 3 and "`" not in each]

    @cached_property
    def titles(self) -> list[str]:
        short = [each for each in self.sentences if len(each.split()) in TITLE_WORDS and len(each) < TITLE_LENGTH]
        return sorted({each.rstrip(".…") for each in short if not QUOTES.search(each) and each[0].isupper()})

    def title(self, rng: Random) -> str:
        return rng.choice(self.titles)

    def some(self, rng: Random, sentences: int) -> str:
        return " ".join(rng.choices(self.sentences, k=sentences))

    def description(self, rng: Random) -> str:
        return rng.choice(self.sentences)[:300]

    def comment(self, rng: Random) -> str:
        return self.some(rng, rng.choice((1, 1, 1, 2, 2, 3, 5)))

    def body(self, rng: Random) -> str:
        """A few hundred words, some with a heading or a list in between."""
        parts = []
        for nth in range(rng.randint(3, 9)):
            if nth and rng.random() < 0.2:
                parts.append(f"## {self.title(rng)}")
            if rng.random() < 0.08:
                parts.append("\n".join(f"- {self.title(rng)}" for _ in range(rng.randint(2, 5))))
            parts.append(self.some(rng, rng.randint(2, 6)))
        return "\n\n".join(parts)
