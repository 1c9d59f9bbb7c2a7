# variant: one more write of the same values is no harm
class Terms(Server):
    """Writes what it knows whenever it starts."""

    def started(self) -> None:
        super().started()
        self.persist()
