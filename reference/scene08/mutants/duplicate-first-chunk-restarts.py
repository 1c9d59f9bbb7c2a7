# caught by: test_doubled_and_late_parts_do_no_harm
class Snapshots(Server):
    """A copy of the first part begins the transfer anew."""

    replace(
        "handleInstallSnapshot",
        "if req.offset == len(data):",
        'if req.offset == 0:\n    data = ""\nif req.offset == len(data):',
    )
