"""The page of the real cluster: logs, terms, the leader, calls and latency, and the buttons of the faults."""
