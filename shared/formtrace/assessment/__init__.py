"""Physical tests: quantities and an opinion, read at the peak of each repetition as the file says."""
