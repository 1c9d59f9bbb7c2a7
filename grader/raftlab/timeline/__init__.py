"""A run in the terminal: one line an event, the logs beside it, stopped where a property breaks."""
