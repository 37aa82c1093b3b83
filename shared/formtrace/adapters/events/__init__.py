"""The events that functions are invoked with, as values, and what all handlers share."""
