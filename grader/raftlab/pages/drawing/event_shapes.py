"""The signs of the events in a space-time diagram, as paths around (0, 0)."""

from raftlab.trace import ClockJump, ClockRate, Crash, Pause, Propose, Reconfigure, Restart, Resume, Timeout

CLOCK_SHAPE = "M0-6A6 6 0 1 0 .01-6M0-4V0H3"
EVENT_SHAPES = {
    Crash: "M-6-6L6 6M6-6L-6 6",
    Restart: "M5-4A6 6 0 1 0 6 2M5-9V-3H-1",
    Timeout: "M-5-6H5L-5 6H5Z",
    Propose: "M0-7L6 4H-6Z",
    Reconfigure: "M0-7L7 0L0 7L-7 0Z",
    Pause: "M-5-6H-1V6H-5ZM1-6H5V6H1Z",
    Resume: "M-4-6L6 0L-4 6Z",
    ClockJump: CLOCK_SHAPE,
    ClockRate: CLOCK_SHAPE,
}
