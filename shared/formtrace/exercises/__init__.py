"""The catalogue: every exercise is a data file that says what moves, how far, and what makes it count."""
