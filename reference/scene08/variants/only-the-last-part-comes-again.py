# variant: after an error of the disk the last part is enough, the earlier ones are still here
class Snapshots(Server):
    """Keeps the earlier parts when the snapshot cannot be saved, and asks for the last one again."""

    replace("handleInstallSnapshot", '    data = ""', "    data = data[: req.offset]")
