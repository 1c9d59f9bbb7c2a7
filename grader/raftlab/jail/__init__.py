"""The sandbox of a submission's process, and a probe that measures it."""
