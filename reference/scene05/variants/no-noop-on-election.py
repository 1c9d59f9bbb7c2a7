# variant: Figure 2 asks for no blank entry: old entries wait for the first command of the new term
class Commit(Server):
    """Leaves the election as it is given; says so in a method that only passes on."""

    def becomeLeader(self) -> None:
        super().becomeLeader()
