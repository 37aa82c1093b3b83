"""How well a repetition or a hold was done: what was measured, what it is worth, what to do about it."""
