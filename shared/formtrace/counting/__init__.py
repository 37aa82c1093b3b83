"""Count repetitions and measure holds in the motion of one person, knowing the whole clip."""
