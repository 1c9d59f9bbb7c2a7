# expected: 87 points
class StateMachine(Server):
    """The machine and its sessions are right; the network is still to be played."""

    def stall(self, values: str, steps: int) -> list[str]:
        raise NotImplementedError

    def timeout_window(self) -> tuple[int, int]:
        raise NotImplementedError
