"""Mutated files through the whole analysis, each in a child process with limits: ``make fuzz``."""
