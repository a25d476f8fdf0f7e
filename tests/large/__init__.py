"""What is measured by hand, on a database of its own that `seed_demo --articles` filled; `make test` leaves it out."""
