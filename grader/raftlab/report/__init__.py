"""What grading came to, for people (a table) and for programs (result.json and its schema)."""
