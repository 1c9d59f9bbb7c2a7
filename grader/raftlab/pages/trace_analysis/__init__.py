"""What a trace shows, as data for the pages that draw it."""
