"""Writes a graded class in the format of each learning platform."""
