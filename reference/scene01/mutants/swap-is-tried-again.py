# caught by: test_compare_and_set_race
class StateMachine(Server):
    """Executes a copy of a compare-and-set: it is safe to try twice, one might think."""

    replace("apply", "if command.sequence <=", 'if command.operation != "cas" and command.sequence <=')
