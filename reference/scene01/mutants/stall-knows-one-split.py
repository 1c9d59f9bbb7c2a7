# caught by: test_stall_from_any_split
class StateMachine(Server):
    """Keeps S1 and S2 together, and S3 and S4, whatever they begin with."""

    def stall(self, values: str, steps: int) -> list[str]:
        of = dict(zip(("S1", "S2", "S3", "S4"), "0011", strict=True))
        a_round = []
        for receiver in of:
            others = [sender for sender in of if sender != receiver]
            others.sort(key=lambda sender: of[sender] != of[receiver])  # its own kind first: then it keeps its value
            a_round += [f"{sender} -> {receiver}" for sender in others]
        return (a_round * (steps // len(a_round) + 1))[:steps]
