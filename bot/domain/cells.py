"""Reading one cell of a table, or one option of a command: text in, value out, and a Refusal that shows what would be right.

An empty cell never gets here. Words are read in English and German, whatever their case.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date, time, timedelta
from difflib import get_close_matches
from typing import Literal, TypeVar

from bot.domain.people import NO_CALENDAR, Account, Origin, Platform, Role
from bot.domain.pipeline import Status
from bot.domain.refusal import Refusal
from bot.domain.rows import Due
from bot.domain.time import Hours, WorkingHours
from bot.domain.time import zone as zone_named

Value = TypeVar("Value")

LONGEST_ADDRESS = 254  # RFC 5321, 4.5.3.1.3, less the angle brackets
LONGEST_LOCAL_PART = 64  # RFC 5321, 4.5.3.1.1
CALENDARS = ("google", "microsoft", "sandbox", NO_CALENDAR)
ATS = ("generic", "greenhouse", "sandbox")
FOLLOWED: Literal[Origin.CALENDAR] = Origin.CALENDAR

_ATOM = r"[^\s\x00-\x20\x7f-\xa0\"(),.:;<>@\[\\\]]+"
_ADDRESS = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@{_ATOM}(?:\.{_ATOM})+")
_GUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_TEAMS = re.compile(rf"(?P<tenant>{_GUID})/(?P<user>{_GUID})")
_SLACK = re.compile(r"(?P<tenant>[TE][A-Z0-9]{2,20})/(?P<user>[UW][A-Z0-9]{2,20})", re.IGNORECASE | re.ASCII)
_TAG = re.compile(r"[a-z][a-z0-9_]{0,39}")
_CLOCK = r"\d{1,2}[:.]\d{2}"
_SHIFT = re.compile(rf"(?P<days>\D+?)\s+(?P<opens>{_CLOCK})\s*-\s*(?P<closes>{_CLOCK})", re.ASCII)
_DUE = re.compile(r"(?P<day>\d{4}-\d{2}-\d{2})(?:[T ]+(?P<clock>\d{1,2}:\d{2}))?", re.ASCII)
_YEARS = range(2000, 2101)

_DAYS = {
    day: number
    for number, names in enumerate(
        (
            "mon mo monday montag",
            "tue tu tues di tuesday dienstag",
            "wed we mi wednesday mittwoch",
            "thu th thur thurs do thursday donnerstag",
            "fri fr friday freitag",
            "sat sa saturday samstag sonnabend",
            "sun su so sunday sonntag",
        )
    )
    for day in names.split()
}
_ANSWERS = {
    **dict.fromkeys(("yes", "y", "true", "1", "x", "agreed", "ja", "j", "wahr"), True),
    **dict.fromkeys(("no", "n", "false", "0", "nein", "falsch"), False),
}
_ROLES: Mapping[str, Role] = {
    **{role.value.replace("_", " "): role for role in Role},
    "manager": Role.HIRING_MANAGER,
    "client contact": Role.CLIENT,
    "administrator": Role.ADMIN,
}
_STATUSES: Mapping[str, Status] = {
    **{status.value.replace("_", " "): status for status in Status},
    "in progress": Status.ACTIVE,
    "aktiv": Status.ACTIVE,
    "hold": Status.ON_HOLD,
    "paused": Status.ON_HOLD,
    "pausiert": Status.ON_HOLD,
    "not going forward": Status.PASSED,
    "rejected": Status.PASSED,
    "abgesagt": Status.PASSED,
    "abgelehnt": Status.PASSED,
    "angebot": Status.OFFER,
    "eingestellt": Status.HIRED,
    "withdrew": Status.WITHDRAWN,
    "zurückgezogen": Status.WITHDRAWN,
}


def plainly(words: str) -> str:
    """Return words as they are compared: no case, and spaces, underscores and hyphens all the same."""
    return " ".join(re.sub(r"[\s_\-‐‑]+", " ", words).casefold().split())


def text(cell: str) -> str:
    """Return text as it stands, formulas included: nothing here ever calculates."""
    return cell


def mail(cell: str) -> str:
    """Return a mail address that a letter can be sent to."""
    local = cell.partition("@")[0]
    fits = len(cell.encode()) <= LONGEST_ADDRESS and len(local.encode()) <= LONGEST_LOCAL_PART
    if not fits or _ADDRESS.fullmatch(cell) is None:
        raise Refusal(f"“{cell[:60]}” is not a mail address. Write the address alone, such as ada.obi@example.com.")
    return cell


def zone(cell: str) -> str:
    """Return the name of an IANA zone; "calendar" for what their calendar says."""
    return FOLLOWED.value if plainly(cell) == FOLLOWED else str(zone_named(cell))


def working_hours(cell: str) -> WorkingHours | Literal[Origin.CALENDAR]:
    """Return a week from stretches such as `Mon-Thu 08:00-16:30; Fri 08:00-13:00`; one that ends early ends the next day.

    "calendar" stands for what their calendar says.
    """
    if plainly(cell) == FOLLOWED:
        return FOLLOWED
    days: dict[int, Hours] = {}
    for part in filter(None, (part.strip() for part in re.sub("[‐‑–—]", "-", cell).split(";"))):
        numbers, hours = _shift(part)
        if twice := days.keys() & numbers:
            raise Refusal(f"{_day_name(min(twice))} stands there twice. Give each day one stretch of hours.")
        days |= dict.fromkeys(numbers, hours)
    if not days:
        raise Refusal(f"No hours stand there. {_LIKE_HOURS}")
    return WorkingHours(dict(sorted(days.items())))


def _shift(part: str) -> tuple[tuple[int, ...], Hours]:
    found = _SHIFT.fullmatch(part)
    if found is None:
        raise Refusal(f"“{part[:60]}” does not read as working hours. {_LIKE_HOURS}")
    opens, closes = _clock(found["opens"]), _clock(found["closes"])
    if opens == closes:
        raise Refusal(f"“{part[:60]}” ends when it starts. {_LIKE_HOURS}")
    return tuple(day for piece in found["days"].split(",") for day in _stretch(piece.strip())), Hours(opens, closes)


_LIKE_HOURS = "Write Mon-Fri 09:00-17:00, or several: Mon-Thu 08:00-16:30; Fri 08:00-13:00."


def _stretch(days: str) -> Iterable[int]:
    first, _, last = (piece.strip(" .").casefold() for piece in days.partition("-"))
    for name in filter(None, (first, last)):
        if name not in _DAYS:
            raise Refusal(f"“{name[:30]}” is not a day of the week. {_LIKE_HOURS}")
    if not first or ("-" in days and not last):
        raise Refusal(f"A day of the week is missing. {_LIKE_HOURS}")
    length = (_DAYS[last or first] - _DAYS[first]) % 7
    return ((_DAYS[first] + ahead) % 7 for ahead in range(length + 1))


def _day_name(number: int) -> str:
    return ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")[number]


def _clock(written: str) -> time:
    hour, minute = map(int, re.split("[:.]", written))
    if (hour, minute) == (24, 0):
        return time(0)
    if hour > 23 or minute > 59:
        raise Refusal(f"“{written}” is not a time of day. Write hours and minutes, such as 09:00 or 17:30.")
    return time(hour, minute)


def roles(cell: str) -> frozenset[Role]:
    """Return roles written with semicolons between them."""
    names = [plainly(part) for part in cell.replace(",", ";").split(";")]
    return frozenset(
        _one_of(_ROLES, name, what="role", offer=[plainly(role) for role in Role]) for name in names if name
    )


def tags(cell: str) -> frozenset[str]:
    """Return tags written with semicolons between them, spelt as the policy spells them."""
    names = [plainly(part).replace(" ", "_") for part in cell.replace(",", ";").split(";")]
    if wrong := next((name for name in names if name and not _TAG.fullmatch(name)), ""):
        raise Refusal(
            f"“{wrong[:60]}” is not a tag. Write it as the pools and seats of the policy do, such as technical: letters a-z,"
            " digits and _, at most 40, a letter first."
        )
    return frozenset(filter(None, names))


def slack(cell: str) -> Account:
    """Return a Slack account written as WORKSPACE/USER; the ids are Slack's own, not names."""
    found = _SLACK.fullmatch(cell)
    if found is None:
        raise Refusal(
            f"“{cell[:60]}” is not a Slack id. Write workspace and user, such as T0123ABCD/U0456EFGH:"
            " in Slack, open the profile, then ⋮ and “Copy member ID”; the workspace id stands in its web address."
        )
    return Account(Platform.SLACK, found["tenant"].upper(), found["user"].upper())


def teams(cell: str) -> Account:
    """Return a Teams account written as TENANT/USER, both of them ids in Entra."""
    found = _TEAMS.fullmatch(cell.lower())
    if found is None:
        raise Refusal(
            f"“{cell[:80]}” is not a Teams account. Write the tenant's id and the user's object id, with / between:"
            " in Entra, the tenant's Overview has the one, and the user's Properties have the other."
        )
    return Account(Platform.TEAMS, found["tenant"], found["user"])


def yes_or_no(cell: str) -> bool:
    """Return a yes or no."""
    answer = _ANSWERS.get(plainly(cell))
    if answer is None:
        raise Refusal(f"“{cell[:60]}” is neither yes nor no. Write yes or no (ja, nein).")
    return answer


def status(cell: str) -> Status:
    """Return where an application stands; "Not going forward" is what people read for passed."""
    offer = ["active", "on hold", "offer", "hired", "withdrawn", "not going forward"]
    return _one_of(_STATUSES, plainly(cell), what="status", offer=offer)


def due(cell: str) -> Due:
    """Return a day as `2027-03-05`, or with a time as `2027-03-05 14:00`; without one it is 17:00."""
    found = _DUE.fullmatch(cell)
    try:
        day = date.fromisoformat(found["day"]) if found else None
    except ValueError:
        day = None
    if found is None or day is None or day.year not in _YEARS:
        raise Refusal(f"“{cell[:60]}” is not a date I can read. Write 2027-03-05, or with a time 2027-03-05 14:00.")
    return Due(day, _clock(found["clock"])) if found["clock"] else Due(day)


def days_off(cell: str) -> frozenset[date]:
    """Return dates and stretches of them, such as `2026-12-21..2027-01-02; 2027-02-05`; "none" takes all back."""
    parts = [] if plainly(cell) == NONE else [part.strip() for part in re.split("[;,]", cell) if part.strip()]
    days: set[date] = set()
    for part in parts:
        first, _, last = (piece.strip() for piece in re.sub(r"\s+to\s+|\s*(?:–|—)\s*", "..", part).partition(".."))
        start, end = _day(first, of=part), _day(last or first, of=part)
        if not start <= end < start + LONGEST_LEAVE:
            raise Refusal(f"“{part[:60]}” has to end after it begins, within a year. {_LIKE_LEAVE}")
        days |= {start + timedelta(days=ahead) for ahead in range((end - start).days + 1)}
    return frozenset(days)


NONE = "none"
LONGEST_LEAVE = timedelta(days=366)
_LIKE_LEAVE = "Write 2026-12-21..2027-01-02, or several: 2026-12-21..2027-01-02; 2027-02-05."


def _day(written: str, *, of: str) -> date:
    try:
        day = date.fromisoformat(written)
    except ValueError:
        day = None
    if day is None or day.year not in _YEARS:
        raise Refusal(f"“{of[:60]}” does not read as days off. {_LIKE_LEAVE}")
    return day


def delegate(cell: str) -> str:
    """Return the mail address of who stands in, or "none" for nobody."""
    return NONE if plainly(cell) == NONE else mail(cell)


def calendar(cell: str) -> str:
    """Return whose calendar somebody uses; "none" for somebody who has none."""
    return _one_of(dict(zip(CALENDARS, CALENDARS, strict=True)), cell.casefold(), what="calendar", offer=CALENDARS)


def ats(cell: str) -> str:
    """Return the name of an ATS, as it stands in its web hook's path."""
    return _one_of(dict(zip(ATS, ATS, strict=True)), cell.casefold(), what="ATS", offer=ATS)


def _one_of(known: Mapping[str, Value], word: str, *, what: str, offer: Iterable[str]) -> Value:
    if word in known:
        return known[word]
    meant = get_close_matches(word, known, n=1)
    guess = f" Did you mean “{meant[0]}”?" if meant else ""
    raise Refusal(f"“{word[:60]}” is not a known {what}.{guess} Known are {', '.join(offer)}.")
