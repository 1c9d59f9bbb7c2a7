# variant: keeping the split does not mean keeping the values: all four may change sides in each round
class StateMachine(Server):
    """Lets every server hear the two of the other value first."""

    def stall(self, values: str, steps: int) -> list[str]:
        of = dict(zip(("S1", "S2", "S3", "S4"), values, strict=True))
        a_round = []
        for receiver in of:
            others = [sender for sender in of if sender != receiver]
            others.sort(key=lambda sender: of[sender] == of[receiver])
            a_round += [f"{sender} -> {receiver}" for sender in others]
        return (a_round * (steps // len(a_round) + 1))[:steps]
