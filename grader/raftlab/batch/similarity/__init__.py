"""Finds possible copies: compares the students' own code, and shows similar pairs side by side."""
