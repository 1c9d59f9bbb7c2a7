# caught by: test_stall_loses_nothing
class StateMachine(Server):
    """Never delivers the message that a server does not need."""

    replace(
        "stall",
        'a_round += [f"{sender} -> {receiver}" for sender in others]',
        'a_round += [f"{sender} -> {receiver}" for sender in others[:2]]',
    )
