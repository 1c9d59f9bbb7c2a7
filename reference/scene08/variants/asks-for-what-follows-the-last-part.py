# variant: nothing follows the last part, so an empty one comes, and the whole is tried again
class Snapshots(Server):
    """Keeps all parts when the snapshot cannot be saved, and asks for what follows the last one."""

    replace("handleInstallSnapshot", 'self.installSnapshot(req, data)\ndata = ""', "self.installSnapshot(req, data)")
