# caught by: test_stall_leaves_both_open
class StateMachine(Server):
    """Lets every server hear the others in the order of their names."""

    def stall(self, values: str, steps: int) -> list[str]:
        of = dict(zip(("S1", "S2", "S3", "S4"), values, strict=True))
        a_round = []
        for receiver in of:
            others = [sender for sender in of if sender != receiver]
            a_round += [f"{sender} -> {receiver}" for sender in others]
        return (a_round * (steps // len(a_round) + 1))[:steps]
