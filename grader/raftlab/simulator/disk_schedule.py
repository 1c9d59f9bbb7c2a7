"""Schedules when the disks of a random run end their background writes, hang, and recover."""

from __future__ import annotations

import random

from raftlab.simulator.background_writes import servers_writing
from raftlab.simulator.fault_rates import Faults
from raftlab.simulator.scheduled_jobs import ScheduledJobs
from raftlab.simulator.worker_request_tasks import RequestTask
from raftlab.simulator.world import Step
from raftlab.trace import Act, CompleteWrite, ResumeDisk, StallDisk, StartedWrite


class DiskSchedule(ScheduledJobs):
    """Schedules what the disks of a run do. Nothing is drawn in a run without background writes and stalls."""

    _random: random.Random
    _active_faults: Faults

    def _schedule_disks(self, step: Step) -> None:
        """Schedule the end of each write that has begun, and the recovery of each disk that hangs."""
        act, server = step.event.act, step.event.server
        for effect in step.event.effects:
            if isinstance(effect, StartedWrite) and server is not None and step.after is not None:
                self._schedule_write(server)
        if isinstance(act, StallDisk):
            self._schedule_act(self._active_faults.stall_ms, ResumeDisk(act.server))
        elif isinstance(act, ResumeDisk):
            for _ in self.world.pending_writes.get(act.server, ()):
                self._schedule_write(act.server)
            if server is not None:
                self._schedule_restart(server)  # the event that waited for the disk may crash it

    def _schedule_pending_writes(self) -> None:
        """Schedule the end of each write that was begun before this run took over."""
        for server in servers_writing(self.world):
            for _ in self.world.pending_writes[server]:
                self._schedule_write(server)

    def _schedule_write(self, server: str) -> None:
        """Schedule the end of one write of a server: the oldest that is under way then."""
        faults = self._active_faults
        fails = faults.write_fails > 0 and self._random.random() < faults.write_fails
        self.schedule(self._random.uniform(*faults.write_ms), lambda: self._end_write(CompleteWrite(server, fails)))

    def _end_write(self, act: CompleteWrite) -> RequestTask[None]:
        """End a write, once its server does not stand still."""
        if not self.must_wait(act.server, lambda: self._end_write(act)):
            yield from self._act_task(act)

    def _schedule_act(self, window_ms: tuple[int, int], act: Act) -> None:
        self.schedule(self._random.uniform(*window_ms), lambda: self._act_task(act))
