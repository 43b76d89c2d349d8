"""An instant in words: in the reader's zone, with the offset of that very day, in the manner of their region."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import format_date, format_interval, format_time, get_timezone_location

from bot.cards import When


@dataclass(frozen=True, slots=True)
class Shown:
    """A time as it is read: the day, the clock, the zone's name with its offset, and the stamp for machines."""

    day: str
    clock: str
    zone: str
    stamp: str


def shown(when: When, *, zone: ZoneInfo, locale: Locale) -> Shown:
    """Return an instant or a span as the reader's wall shows it; the second day is named if the span ends on it."""
    start = when.at.astimezone(zone)
    end = when.until.astimezone(zone) if when.until else start
    return Shown(
        day=format_date(start, "full", locale=locale),
        clock=_clock(start, end, locale=locale),
        zone=_zone(start, end, locale=locale),
        stamp=start.isoformat(timespec="minutes"),
    )


def zone_name(at: datetime, *, locale: Locale) -> str:
    """Return what people call the zone of a local time ("Central European Time"), its city where it has no name."""
    key = str(at.tzinfo)
    if key.startswith("Etc/GMT"):  # these count backwards: Etc/GMT+5 is UTC−5
        return offset(at)
    meta = next((get_global("meta_zones")[name] for name in _names(key) if name in get_global("meta_zones")), "")
    season = "daylight" if _is_summer_time(at) else "standard"
    for long in (_long(locale.meta_zones.get(meta)), *(_long(locale.time_zones.get(name)) for name in _names(key))):
        if name := long.get("generic") or long.get(season):
            return str(name)
    return city(key, locale=locale)


def _is_summer_time(at: datetime) -> bool:
    """Whether the clock is ahead of the zone's other time. `dst` will not do: of Ireland it is negative in winter."""
    around_the_year = (at.replace(month=month, day=1).utcoffset() or timedelta() for month in (1, 7))
    return (at.utcoffset() or timedelta()) > min(around_the_year)


def city(key: str, *, locale: Locale) -> str:
    """Return the place that stands for an IANA zone: "Buenos Aires"."""
    return get_timezone_location(ZoneInfo(key), locale=locale, return_city=True).rpartition("/")[2]


def offset(at: datetime) -> str:
    """Return how far a local time is from UTC, as "UTC+5:30", with a true minus sign; "UTC" where they agree."""
    seconds = int((at.utcoffset() or timedelta()).total_seconds())
    if not seconds:
        return "UTC"
    hours, minutes = divmod(abs(seconds) // 60, 60)
    return f"UTC{'+' if seconds > 0 else '−'}{hours}" + (f":{minutes:02}" if minutes else "")


def regional(accepts: str, *, locale: Locale) -> Locale:
    """Return the reader's own variant of the page's language, by Accept-Language: en-GB reads 14:00, en-US 2:00 PM."""
    for tag in (part.partition(";")[0].strip() for part in accepts[:200].split(",")):
        try:
            wanted = Locale.parse(tag, sep="-")
        except (ValueError, UnknownLocaleError):
            continue
        if wanted.language == locale.language:
            return wanted
    return locale


def _clock(start: datetime, end: datetime, *, locale: Locale) -> str:
    if start == end:
        return format_time(start, "short", tzinfo=start.tzinfo, locale=locale)
    if start.date() == end.date() and start.utcoffset() == end.utcoffset():
        hours = "Hm" if "H" in locale.time_formats["short"].pattern else "hm"
        return format_interval(start, end, hours, tzinfo=start.tzinfo, locale=locale)
    first, last = (format_time(at, "short", tzinfo=at.tzinfo, locale=locale) for at in (start, end))
    if start.date() == end.date():
        return f"{first} – {last}"
    return f"{first} – {format_date(end, 'full', locale=locale)}, {last}"


def _zone(start: datetime, end: datetime, *, locale: Locale) -> str:
    name, first, last = zone_name(start, locale=locale), offset(start), offset(end)
    offsets = first if first == last else f"{first} → {last}"
    return offsets if name == offsets else f"{name}, {offsets}"


def _names(key: str) -> tuple[str, ...]:
    """A zone under all its names: CLDR keeps its data under the old ones (Asia/Calcutta, Europe/Kiev)."""
    aliases = get_global("zone_aliases")
    new = aliases.get(key, key)
    return (key, new, *(old for old, name in aliases.items() if name == new))


def _long(names: object) -> dict[str, str]:
    return dict(names.get("long", {})) if hasattr(names, "get") else {}
