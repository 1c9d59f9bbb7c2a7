# caught by: test_doubled_and_late_parts_do_no_harm
class Snapshots(Server):
    """Adds every part that comes, whatever its offset."""

    replace("handleInstallSnapshot", "if req.offset == len(data):", "if True:")
