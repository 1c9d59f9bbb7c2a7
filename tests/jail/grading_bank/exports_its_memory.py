"""Tries: to keep its commitIndex through a crash, in its process and in the image that goes to the second look.

Happens: the second look lives the whole line of lives again, and gets nothing from the first process.
Checks: test_figure8_overwrite
Expected: FAIL
"""

import collections

MODULES = collections._sys.modules
LOOP = MODULES["raftlab.worker.request_handler"]
KNOWN, AT = LOOP.__dict__.setdefault("_known", {}), LOOP.__dict__.setdefault("_at", {})


def export(self, request):
    fields = self._images.restore(request.image_id)
    fields["stash"] = AT.get(request.image_id, 0)
    return MODULES["raftlab.worker.responses"].ImageResponse(MODULES["pickle"].dumps(fields, protocol=5))


LOOP.RequestHandler._export_image = export


class Commit(Right):
    def started(self):
        super().started()
        boot = collections._sys._getframe(1).f_locals["request"]
        self.whose = (getattr(boot, "run_id", -1), self.id)
        known = self.__dict__.pop("stash", 0)
        if boot.image_id is not None and self.whose[0] >= 0:
            known = dict.get(KNOWN, self.whose, 0)
            dict.__setitem__(AT, boot.image_id, known)
        if not self.commitIndex and known and self.log.lastIndex() >= known and self.now > 0:
            self.commitIndex = known

    def settle(self):
        super().settle()
        dict.__setitem__(KNOWN, self.whose, self.commitIndex)
