"""Scenario files: schedules in plain text that someone who knows Raft, but not Python, can read and write."""
