# caught by: test_stall_leaves_both_open
class StateMachine(Server):
    """Lets every server hear the others in the order of their names."""

    replace(
        "stall",
        "others.sort(key=lambda sender: of[sender] != of[receiver])  # its own kind first: then it keeps its value",
        "",
    )
