"""A made-up site of any size, the same for the same seed: people, articles, comments, favorites, follows."""
