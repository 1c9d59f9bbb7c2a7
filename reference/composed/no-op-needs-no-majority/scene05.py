class Commit(Server):
    """Calls an entry without a command committed at once: harmless where every entry has one."""

    replace(
        "tryAdvanceCommit",
        "if stored >= self.majority():",
        "if stored >= self.majority() or self.log[index].command is None:",
    )
