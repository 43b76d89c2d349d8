"""Times in words for readers of mail: in their own zone, with its name and its distance from UTC."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time, get_timezone_name

from bot.cards import When
from bot.domain.refusal import Refusal
from bot.domain.time import zone as known_zone

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Spoken:
    """`day` is "Tuesday, 2 March 2027", `hours` is "14:00–14:30", `zone` is "Central European Time (UTC+1)"."""

    day: str
    hours: str
    zone: str

    def __str__(self) -> str:
        return f"{self.day}, {self.hours}, {self.zone}"


def spoken(when: When, *, zone: str, locale: str = "en_GB") -> Spoken:
    """Return the time as a reader in the IANA `zone` says it.

    A zone that this machine does not know is read as UTC, and named so: the instant stays right.
    """
    where = reader_zone(zone)
    start, end = when.at.astimezone(where), (when.until or when.at).astimezone(where)
    name = zone_name(where, locale=locale)
    day, offset = format_date(start, "full", locale=locale), offset_name(start)
    if start.utcoffset() == end.utcoffset():
        until = "" if when.until is None else _until(start, end, locale)
        return Spoken(day, f"{_clock(start, locale)}{until}", _named(name, offset))
    hours = f"{_clock(start, locale)} ({offset}){_until(start, end, locale)} ({offset_name(end)})"
    return Spoken(day, hours, name or "local time")


def reader_zone(name: str) -> ZoneInfo:
    try:
        return known_zone(name)
    except Refusal:
        log.warning("mail_zone_unknown", extra={"zone": name[:60]})
        return ZoneInfo("UTC")


def zone_name(zone: ZoneInfo, *, locale: str = "en_GB") -> str:
    """Return what people call the zone all year round, its city where there is no such name, or nothing."""
    if zone.key in {"UTC", "Etc/UTC"}:
        return "Coordinated Universal Time"
    name = str(get_timezone_name(zone, width="long", locale=locale))
    if "/" not in name and not zone.key.startswith("Etc/") and "/" in zone.key:
        return name
    place, _, city = zone.key.rpartition("/")
    return city.replace("_", " ") if place not in {"", "Etc"} else ""


def offset_name(local: datetime) -> str:
    """Return the distance from UTC that holds at this local time: UTC, UTC+1, UTC−3:30."""
    offset = local.utcoffset() or timedelta()
    minutes = round(offset.total_seconds() / 60)
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '−'}{hours}{f':{rest:02}' if rest else ''}"


def _named(name: str, offset: str) -> str:
    return f"{name} ({offset})" if name else offset


def _clock(local: datetime, locale: str) -> str:
    return format_time(local, "short", locale=locale)


def _until(start: datetime, end: datetime, locale: str) -> str:
    """The end, with its date when that is another one."""
    if start.date() == end.date():
        return f"–{_clock(end, locale)}"
    return f" – {format_date(end, 'full', locale=locale)}, {_clock(end, locale)}"
