"""Instants and spans in words, for the page's templates: each in the zone of whoever reads them."""

from collections.abc import Mapping, Sequence
from datetime import date as calendar_day
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo


def clock(at: datetime | str, where: ZoneInfo) -> str:
    return f"{_local(at, where):%H:%M}"


def day(at: datetime | str, where: ZoneInfo) -> str:
    local = _local(at, where)
    return f"{local:%a} {local.day} {local:%b %Y}"


def short_day(at: datetime | str, where: ZoneInfo) -> str:
    """Return a day without its year."""
    local = _local(at, where)
    return f"{local:%a} {local.day} {local:%b}"


def date(day: calendar_day) -> str:
    """Return a day as a chat writes it between its messages."""
    return f"{day:%A} {day.day} {day:%B}"


def moment(at: datetime, where: ZoneInfo) -> str:
    """Return a near instant in few words: the weekday stands for the day."""
    local = _local(at, where)
    return f"{local:%a} {local.day} {local:%b}, {local:%H:%M}"


def since(at: datetime, before: datetime, where: ZoneInfo) -> str:
    """Return an instant in few words, beside an earlier one: the day is named where it is another."""
    same = _local(at, where).date() == _local(before, where).date()
    return clock(at, where) if same else moment(at, where)


def city(where: ZoneInfo) -> str:
    """Return the place that a zone is named after."""
    return where.key.rpartition("/")[2].replace("_", " ")


def wall(at: datetime, where: ZoneInfo) -> str:
    """Return a local time as HTML's datetime-local has it."""
    return f"{_local(at, where):%Y-%m-%dT%H:%M}"


def when(span: Mapping[str, Any], where: ZoneInfo) -> str:
    """Return a time span in words; the second day is named where it ends on another one."""
    start = f"{day(span['at'], where)}, {clock(span['at'], where)}"
    if not span["until"]:
        return start
    same = _local(span["at"], where).date() == _local(span["until"], where).date()
    return f"{start}–{'' if same else day(span['until'], where) + ', '}{clock(span['until'], where)}"


def words(spans: Sequence[Mapping[str, Any]], where: ZoneInfo) -> str:
    """Return spans as plain text, for places that take no markup; a time there names its zone."""
    return "".join(
        f"{when(span, where)} ({where.key})" if span["kind"] == "time" else str(span["text"]) for span in spans
    )


def _local(at: datetime | str, where: ZoneInfo) -> datetime:
    return (datetime.fromisoformat(at) if isinstance(at, str) else at).astimezone(where)
