"""Synthetic classes, to test the grading of a class: submissions of every kind, by students with all sorts of names."""
