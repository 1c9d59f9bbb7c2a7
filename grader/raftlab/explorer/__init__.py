"""A bounded model checker for the submission's own code: every schedule within bounds, from the initial state."""
