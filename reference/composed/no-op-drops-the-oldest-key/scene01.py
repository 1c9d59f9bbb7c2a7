class StateMachine(Server):
    """Removes the oldest key at a no-op: harmless where no leader writes one."""

    replace(
        "apply",
        "if command is None:",
        "if command is None and self.machine:\n    del self.machine[next(iter(self.machine))]\nif command is None:",
    )
