"""Parses the times that platforms and people write."""

from __future__ import annotations

import re
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

from raftlab.batch.ingest.month_names import find_month
from raftlab.errors import UsageError
from raftlab.report.sanitise import one_line

UTC_NAMES = re.compile(r"\s*(?:\b(?:UTC|GMT)|(?<=\d)Z|\bZ)$")
ZONE_NAME = re.compile(r"\s+([A-Za-z]+(?:/[A-Za-z_+-]+\d*)+)\s*$")
SHORT_ZONE = re.compile(r"\s+[A-Z]{2,5}\s*$")
EAST_ASIAN_DATE = re.compile(r"(?P<year>\d{4})\s?[年년]\s?(?P<month>\d{1,2})\s?[月월]\s?(?P<day>\d{1,2})\s?[日일]")
EAST_ASIAN_HALVES = {"上午": "am", "午前": "am", "오전": "am", "下午": "pm", "午後": "pm", "오후": "pm"}
NUMERIC_DATE = re.compile(r"\d{1,2}[./]\d{1,2}[./]\d{2,4}")
CLOCK = re.compile(
    r"(?<!\d)(?P<hour>\d{1,2})(?:[:.h]|[ \u00a0\u202f]h[ \u00a0\u202f])(?P<minute>\d\d)(?:[:.](?P<second>\d\d))?"
    r"\s*(?P<half>[ap]\.?\s?m\b\.?)?",
    re.I,
)
BARE_CLOCK = re.compile(r"(?<!\d)(?P<hour>\d{1,2}?)(?P<minute>\d\d)(?P<second>)(?!\d)\s*(?P<half>[ap]\.?m\b\.?)?", re.I)
"""Brightspace writes 9:26 PM as 926 PM, and 21:26 as 2126, in names of files."""
YEAR = re.compile(r"\b(?:19|20)\d\d\b(?!\s*[ap]\.?m\b)", re.I)
TIME_EXAMPLE = "2026-11-23T18:00+01:00"


def parse_iso_time(text: str) -> datetime | None:
    """Return the time in an ISO text, without a zone if it names none; None for other text.

    >>> parse_iso_time("2026-11-23 10:00:00 UTC").isoformat()
    '2026-11-23T10:00:00+00:00'
    >>> parse_iso_time("2026-11-23 10:00:00.5 +0200").isoformat()
    '2026-11-23T10:00:00.500000+02:00'
    >>> parse_iso_time("2026-11-23 10:00:00 Europe/Berlin").isoformat()
    '2026-11-23T10:00:00+01:00'
    """
    if named := ZONE_NAME.search(text):
        time = parse_iso_time(text[: named.start()])
        zone = known_zone(named[1])
        return time.replace(tzinfo=zone) if time and zone and time.tzinfo is None else None
    digits = re.sub(r"(\.\d{6})\d+", r"\1", text.strip())
    plain, count = UTC_NAMES.subn("", re.sub(r"\s+(?=[+-]\d\d:?\d\d$)", "", digits))
    try:
        time = datetime.fromisoformat(plain)
    except ValueError:
        return None
    return time.replace(tzinfo=UTC) if count and time.tzinfo is None else time


def parse_clock_time(text: str) -> datetime | None:
    """Return the time in an ISO text, without a zone if it names a short one, such as CET: several zones have it.

    >>> parse_clock_time("2026-11-23 10:00:00.25 CET").isoformat()
    '2026-11-23T10:00:00.250000'
    """
    return parse_iso_time(text) or parse_iso_time(SHORT_ZONE.sub("", text))


def known_zone(name: str) -> ZoneInfo | None:
    """Return the time zone of that name, None for an unknown one."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return None


def parse_iso_utc(text: str) -> datetime | None:
    """Return the time that a platform wrote in an ISO text, in UTC if it names no zone; None if it has no time."""
    time = parse_iso_time(text)
    return None if time is None else to_utc(time)


def parse_month_name_time(text: str) -> datetime | None:
    """Return the time in a text with the name of a month, in any usual order and language; it has no zone.

    None if the text has no such time. A date of digits alone is not guessed: 03/04 is a day in March or in April.

    >>> parse_month_name_time("Montag, 23. November 2026, 17:41").isoformat()
    '2026-11-23T17:41:00'
    """
    if eastern := EAST_ASIAN_DATE.search(text):
        return east_asian_time(text, eastern)
    year, month = YEAR.search(text), find_month(text)
    rest = text.replace(year[0], " ", 1) if year else text
    clock = CLOCK.search(rest) or BARE_CLOCK.search(rest)
    if clock is None or year is None or month is None:
        return None
    rest = rest.replace(clock[0], " ", 1)
    days = [int(number) for number in re.findall(r"(?<!\d)\d{1,2}(?!\d)", rest)]
    hour = int(clock["hour"])
    if half := (clock["half"] or "")[:1].lower():
        hour = hour % 12 + (12 if half == "p" else 0)
    try:
        (day,) = days
        return datetime(int(year[0]), month, day, hour, int(clock["minute"]), int(clock["second"] or 0))
    except ValueError:
        return None


def east_asian_time(text: str, date: re.Match[str]) -> datetime | None:
    """Return the time in a Chinese, Japanese or Korean text with this date, None without a time of day.

    >>> parse_month_name_time("2026년 11월 23일 월요일 오후 5:41").isoformat()
    '2026-11-23T17:41:00'
    """
    rest = text[date.end() :]
    clock = CLOCK.search(rest)
    if clock is None:
        return None
    half = next((half for word, half in EAST_ASIAN_HALVES.items() if word in rest), "")
    hour = int(clock["hour"])
    hour = hour % 12 + (12 if half == "pm" else 0) if half else hour
    try:
        return datetime(int(date["year"]), int(date["month"]), int(date["day"]), hour, int(clock["minute"]))
    except ValueError:
        return None


def parse_any_time(text: str) -> datetime | None:
    """Return the time of a platform's list: ISO, or with the name of a month; without a zone if it names none."""
    return parse_clock_time(text) if re.match(r"\s*\d{4}-\d\d-\d\d", text) else parse_month_name_time(text)


def parse_due_time(text: str, option: str, zone: tzinfo | None = None, *, takes_zone: bool = True) -> datetime:
    """Return the time that staff wrote, in UTC. UsageError for other text, a date of digits alone, or no zone.

    takes_zone: whether the command has --zone.
    """
    shown = one_line(text)
    if NUMERIC_DATE.search(text):
        raise UsageError(f"{option} {shown}: day and month cannot be told apart; write it as {TIME_EXAMPLE}")
    time = parse_iso_time(text)
    if time is None or "T" not in text.strip().replace(" ", "T"):
        what = "not a time" if time is None else "no time of day"
        raise UsageError(f"{option} {shown}: {what}; write it as {TIME_EXAMPLE}")
    if time.tzinfo is None and zone is None:
        repair = ", or add --zone Europe/Berlin" if takes_zone else ""
        raise UsageError(f"{option} {shown}: no time zone; write it as {TIME_EXAMPLE}{repair}")
    local_zone = zone if time.tzinfo is None else time.tzinfo
    if is_changed_clock(time, local_zone):
        raise UsageError(f"{option} {shown}: the clocks of {local_zone} change then; write it as {TIME_EXAMPLE}")
    return to_utc(time if time.tzinfo else time.replace(tzinfo=zone))


def is_changed_clock(time: datetime, zone: tzinfo | None) -> bool:
    """Return whether a clock in that zone shows the time twice, or never."""
    first, second = (time.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1))
    return first != second


def parse_zone(name: str | None) -> tzinfo | None:
    """Return the time zone of that name, None for no name. UsageError for an unknown one."""
    if not name:
        return None
    zone = known_zone(name)
    if zone is None:
        raise UsageError(f"--zone {one_line(name)}: unknown; write it as Europe/Berlin, America/New_York or UTC")
    return zone


def to_utc(time: datetime) -> datetime:
    """Return the same moment in UTC; a time without a zone is taken as UTC."""
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)


def weekday_time_text(time: datetime, zone: tzinfo | None = None) -> str:
    """Return a moment in words, with its weekday: in UTC, and in the zone, or that of this machine."""
    local = time.astimezone(zone)
    name = str(zone) if zone else local.tzname() or "local time"
    utc = f"{time.astimezone(UTC):%A, %d %B %Y, %H:%M} UTC"
    return utc if not local.utcoffset() else f"{utc} ({local:%A %H:%M} {name})"
