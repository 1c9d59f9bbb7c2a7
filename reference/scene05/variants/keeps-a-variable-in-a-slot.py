# variant: a layer may declare __slots__, although a server has attributes of any name
class Commit(Server):
    """Keeps one variable in a slot."""

    __slots__ = ("last_commit",)

    def started(self) -> None:
        super().started()
        self.last_commit = self.commitIndex
