"""Search the bytes of what leaves the staff's machine for answers, hidden checks and their names."""
