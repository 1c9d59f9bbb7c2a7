"""Reads what a learning platform exports: archives, layouts, attempts, people."""
