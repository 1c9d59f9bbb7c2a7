# variant: asserts where they are assigned that the variables that Figure 2 lets only rise never fall
class Membership(Server):
    """Refuses to lower a term or an index, and a configuration whose names are not in order."""

    def __setattr__(self, name: str, value: object) -> None:
        if name in ("currentTerm", "commitIndex", "lastApplied"):
            assert value >= getattr(self, name, 0), name
        if isinstance(value, Configuration):
            assert list(value.voters) == sorted({*value.voters} - {*value.learners}), name
        super().__setattr__(name, value)
