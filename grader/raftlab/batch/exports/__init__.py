"""The same records as each learning platform wants to have them."""
