# variant: keeping the split does not mean keeping the values: all four may change sides in each round
class StateMachine(Server):
    """Lets every server hear the two of the other value first."""

    replace(
        "stall", "[sender] != of[receiver])  # its own kind first: then it keeps its value", "[sender] == of[receiver])"
    )
