"""The HTTP API on the event handler of Powertools."""
