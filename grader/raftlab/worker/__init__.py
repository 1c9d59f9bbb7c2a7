"""Where a submission runs: a process of its own, spoken to in frames."""
