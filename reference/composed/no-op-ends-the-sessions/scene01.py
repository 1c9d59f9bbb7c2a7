class StateMachine(Server):
    """Forgets the sessions at a no-op: harmless where no leader writes one."""

    replace(
        "apply",
        "if command is None:",
        "if command is None:\n    self.sessions = {}",
    )
