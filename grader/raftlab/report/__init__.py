"""Report a grading, for people (a table) and for programs (result.json and its schema)."""
