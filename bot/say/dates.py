"""Days and times as plain text, for fields, options and letters; elsewhere each reader's own platform draws them.

`locale` is the organisation's, as Babel writes it: `en_GB` says “Mon 1 Mar”, `en_US` “Mon, Mar 1”.
"""

from datetime import date, datetime

from babel.dates import format_date, format_skeleton


def language(locale: str) -> str:
    """Return the language tag of all that we write: days and times may read as German, the sentences are English."""
    tag = locale.replace("_", "-")
    return tag if tag.partition("-")[0] == "en" else "en"


def short_day(day: date, *, locale: str) -> str:
    """Return a day without its year: “Mon 1 Mar”."""
    return format_skeleton("MMMEd", day, locale=locale)


def long_day(day: date, *, locale: str) -> str:
    """Return a day in full: “Monday, 1 March 2027”."""
    return format_date(day, "full", locale=locale)


def hour(at: datetime, *, locale: str) -> str:
    """Return the time on the clock of `at`'s own zone, of twenty-four hours: “14:00”."""
    return format_skeleton("Hm", at, tzinfo=at.tzinfo, locale=locale)


def weekday_hour(at: datetime, *, locale: str) -> str:
    """Return the same with the day of the week: “Mon 14:00”."""
    return format_skeleton("EHm", at, tzinfo=at.tzinfo, locale=locale)
