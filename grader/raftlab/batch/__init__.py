"""Grades a class: reads what a learning platform exported, grades every submission, and writes the results."""
