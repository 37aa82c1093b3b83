"""Which exercise a clip shows, where none is asked for."""
