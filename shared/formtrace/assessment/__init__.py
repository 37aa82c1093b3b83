"""Physical tests: what the exercise's file says is read off the peak of each repetition, and an opinion."""

"""Physical tests: what the exercise's file says is read off the peak of each repetition, and an opinion."""
