"""Solutions that say only what differs: mutants, variants and partial answers, put together from the reference."""
