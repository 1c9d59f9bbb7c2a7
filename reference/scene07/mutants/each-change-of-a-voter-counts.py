# caught by: test_simple_change
class Membership(Server):
    """Counts the requests that touch a voter, not the voters that differ in the end."""

    replace(
        "next_configuration",
        "too_many = not req.joint and len(voters ^ set(current.voters)) > 1",
        "touched = [each for each in req.changes if (each.action == 'voter') != (each.server in "
        "current.voters)]\n"
        "too_many = not req.joint and (len(voters ^ set(current.voters)) > 1 or len(touched) > 1)",
    )
