"""A run in the terminal: one line per event, with the logs, up to the step that breaks a property."""
