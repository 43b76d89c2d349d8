"""The time zones a reader can choose from: few enough for a page, and one that keeps the right clock for everybody."""

from collections.abc import Iterator
from functools import cache, lru_cache
from zoneinfo import available_timezones

from babel import Locale
from babel.core import get_global

from adapters.web.when import city

REGIONS = {
    "Europe": "Europe",
    "America": "Americas",
    "Africa": "Africa",
    "Asia": "Asia",
    "Australia": "Australia and Pacific",
    "Pacific": "Australia and Pacific",
    "Atlantic": "Atlantic and Indian Ocean",
    "Indian": "Atlantic and Indian Ocean",
}
OTHER = "Other"

# One or more per set of rules that people live by, and the cities most would look for.
_LISTED = """
Europe/Amsterdam Europe/Athens Europe/Belgrade Europe/Berlin Europe/Brussels Europe/Bucharest Europe/Budapest
Europe/Chisinau Europe/Copenhagen Europe/Dublin Europe/Helsinki Europe/Istanbul Europe/Kaliningrad Europe/Kyiv
Europe/Lisbon Europe/London Europe/Luxembourg Europe/Madrid Europe/Minsk Europe/Moscow Europe/Oslo Europe/Paris
Europe/Prague Europe/Riga Europe/Rome Europe/Samara Europe/Sofia Europe/Stockholm Europe/Tallinn Europe/Vienna
Europe/Vilnius Europe/Warsaw Europe/Zagreb Europe/Zurich
America/Adak America/Anchorage America/Argentina/Buenos_Aires America/Asuncion America/Bogota America/Caracas
America/Chicago America/Costa_Rica America/Denver America/Edmonton America/Guatemala America/Halifax America/Havana
America/La_Paz America/Lima America/Los_Angeles America/Mexico_City America/Miquelon America/Montevideo
America/New_York America/Noronha America/Nuuk America/Panama America/Phoenix America/Puerto_Rico America/Regina
America/Santiago America/Santo_Domingo America/Sao_Paulo America/St_Johns America/Tijuana America/Toronto
America/Vancouver America/Winnipeg
Africa/Accra Africa/Addis_Ababa Africa/Algiers Africa/Cairo Africa/Casablanca Africa/Dakar Africa/Johannesburg
Africa/Kinshasa Africa/Lagos Africa/Luanda Africa/Nairobi Africa/Tunis
Asia/Almaty Asia/Amman Asia/Baghdad Asia/Baku Asia/Bangkok Asia/Beirut Asia/Colombo Asia/Damascus Asia/Dhaka
Asia/Dubai Asia/Gaza Asia/Ho_Chi_Minh Asia/Hong_Kong Asia/Jakarta Asia/Jerusalem Asia/Kabul Asia/Kamchatka
Asia/Karachi Asia/Kathmandu Asia/Kolkata Asia/Krasnoyarsk Asia/Irkutsk Asia/Kuala_Lumpur Asia/Magadan Asia/Manila
Asia/Novosibirsk Asia/Omsk Asia/Qatar Asia/Riyadh Asia/Seoul Asia/Shanghai Asia/Singapore Asia/Taipei Asia/Tashkent
Asia/Tbilisi Asia/Tehran Asia/Tokyo Asia/Ulaanbaatar Asia/Vladivostok Asia/Yakutsk Asia/Yangon Asia/Yekaterinburg
Asia/Yerevan
Australia/Adelaide Australia/Brisbane Australia/Darwin Australia/Eucla Australia/Lord_Howe Australia/Melbourne
Australia/Perth Australia/Sydney
Pacific/Apia Pacific/Auckland Pacific/Chatham Pacific/Easter Pacific/Fiji Pacific/Gambier Pacific/Guadalcanal
Pacific/Guam Pacific/Honolulu Pacific/Kiritimati Pacific/Marquesas Pacific/Norfolk Pacific/Pago_Pago
Pacific/Pitcairn Pacific/Port_Moresby Pacific/Tongatapu
Atlantic/Azores Atlantic/Cape_Verde Atlantic/Reykjavik Indian/Maldives Indian/Mauritius
UTC
"""
ZONES = tuple(_LISTED.split())


@cache
def known() -> frozenset[str]:
    """Return every zone that can be asked for, old names included; what is not in here is no zone."""
    return frozenset(available_timezones())


def choices(current: str, *, locale: Locale) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """Return (region, ((zone, city), …)) by name, for a list to choose from; the current zone is always among them."""
    if current in ZONES:
        return _grouped(ZONES, locale=locale)
    modern = get_global("zone_aliases").get(current)
    return _grouped((*(zone for zone in ZONES if zone != modern), current), locale=locale)


@lru_cache(maxsize=64)
def _grouped(zones: tuple[str, ...], *, locale: Locale) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    return tuple(_groups(sorted((city(zone, locale=locale), zone) for zone in zones)))


def _groups(named: list[tuple[str, str]]) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    for region in dict.fromkeys((*REGIONS.values(), OTHER)):
        found = tuple((zone, name) for name, zone in named if REGIONS.get(zone.partition("/")[0], OTHER) == region)
        if found:
            yield region, found
