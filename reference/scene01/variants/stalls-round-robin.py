# variant: any schedule that stays bivalent and loses nothing will do
class StateMachine(Server):
    """Lets the messages of a round arrive kind by kind instead of server by server."""

    def stall(self, values: str, steps: int) -> list[str]:
        names = ("S1", "S2", "S3", "S4")
        of = dict(zip(names, values, strict=True))
        links = [(sender, receiver) for sender in names for receiver in names if sender != receiver]
        same = [f"{a} -> {b}" for a, b in links if of[a] == of[b]]
        other = [f"{a} -> {b}" for a, b in links if of[a] != of[b]]
        a_round = same + other
        return [a_round[step % len(a_round)] for step in range(steps)]

    replace("timeout_window", "return 0, 60", "return 150, 300")
