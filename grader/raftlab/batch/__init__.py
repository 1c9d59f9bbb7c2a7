"""A class at a time: what a learning platform exported comes in, every submission meets its fate, results go out."""
