# caught by: test_stall_leaves_both_open
class StateMachine(Server):
    """Delivers nothing from S4: the three others agree."""

    def stall(self, values: str, steps: int) -> list[str]:
        three = ("S1", "S2", "S3")
        a_round = [f"{sender} -> {receiver}" for receiver in three for sender in three if sender != receiver]
        return (a_round * (steps // len(a_round) + 1))[:steps]
