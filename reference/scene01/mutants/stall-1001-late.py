# caught by: test_stall_from_any_split
class StateMachine(Server):
    """Knows one of the splits only for a few steps."""

    def stall(self, values: str, steps: int) -> list[str]:
        of = dict(zip(("S1", "S2", "S3", "S4"), values, strict=True))
        a_round = []
        for receiver in of:
            others = [sender for sender in of if sender != receiver]
            others.sort(key=lambda sender: of[sender] != of[receiver])  # its own kind first: then it keeps its value
            a_round += [f"{sender} -> {receiver}" for sender in others]
        if values == "1001" and steps > 1:
            return ["S2 -> S1"] * steps
        return (a_round * (steps // len(a_round) + 1))[:steps]
