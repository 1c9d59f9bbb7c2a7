class StateMachine(Server):
    """Starts with an empty machine at a no-op: harmless where no leader writes one."""

    replace(
        "apply",
        "if command is None:",
        "if command is None:\n    self.machine = {}",
    )
