"""Reads what a policy file says of kinds of interviews: their seats, the pools these draw on, and how categories differ."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import MISSING
from datetime import timedelta
from functools import partial

from bot.domain.people import Role
from bot.domain.policy import PARTS, Format, Kind, LinkFrom, Pool, SeatRule, Shadow, Variant, Wording
from bot.domain.time import Hours
from bot.policy_scorecards import a_scorecard
from bot.policy_values import (
    DAY,
    HOUR,
    Problem,
    Read,
    Wrong,
    a_count,
    a_duration,
    a_flag,
    a_mapping,
    a_step,
    a_table,
    a_text,
    a_week,
    below,
    one_of,
    quoted,
    read_fields,
    shaped,
    some,
    spelled,
)

KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
EMAIL = re.compile(r"[^\s@<>()\[\],;:\\\"]+@[^\s@<>()\[\],;:\\\".]+(?:\.[^\s@<>()\[\],;:\\\".]+)+")
MOST_SEATS = 12


def a_kind(found: object, *, key: str) -> Kind:
    if not KEY.fullmatch(key):
        raise Wrong(Problem("", "is no key for a kind", "lower-case letters, digits and _, such as recruiter_screen"))
    also = () if isinstance(found, Mapping) and "link" in found else ("where",)
    kind: Kind = a_table(found, into=Kind, schema=KIND, also=also, key=key)
    problems = [*_doubtful_links(kind), *_uncertain_who(kind), *_bad_trainees(kind), *_long_variants(kind)]
    if problems:
        raise Wrong(*problems)
    if kind.window is not None and all(_open_for(hours) < kind.duration for hours in kind.window.days.values()):
        raise Wrong(Problem("window", f"is never open for {spelled(kind.duration)}", "hours as long as the duration"))
    return kind


def _doubtful_links(kind: Kind) -> Iterator[Problem]:
    """Yield what leaves a candidate without the one place or link to come to: of the kind, else of a category of jobs."""
    problems = [*_doubtful_link(kind)]
    if not problems:
        for category in kind.categories:
            problems += below("categories", below(category, _doubtful_link(kind.for_category(category))))
    yield from problems


def _doubtful_link(kind: Kind) -> Iterator[Problem]:
    if kind.link and kind.where:
        yield Problem("link", f'is "{kind.link}", and where names a fixed one', "one of the two")
    elif kind.link and kind.format is not Format.VIDEO:
        right = f'format = "{Format.VIDEO}", or a where in place of the link'
        yield Problem("link", f'is "{kind.link}" for the format "{kind.format}"', right)


def _uncertain_who(kind: Kind) -> Iterator[Problem]:
    """Yield the seats that contradict themselves: several people in one part, or tags asked of the one who has it."""
    for number, seat in enumerate(kind.seats):
        if seat.role is not None and seat.count != 1:
            yield Problem(f"seats[{number}].count", f"is {seat.count}", f"1, because one person is the {seat.role}")
        if seat.role is not None and seat.tags:
            yield Problem(f"seats[{number}].tags", f"are asked of the {seat.role}", "tags on a pool's seat only")


def _bad_trainees(kind: Kind) -> Iterator[Problem]:
    blocking = [seat for seat in kind.seats if seat.blocks]
    if kind.seats and not blocking:
        yield Problem("seats", "are all optional or for trainees", "at least one seat that is neither")


def _long_variants(kind: Kind) -> Iterator[Problem]:
    for category, variant in kind.categories.items():
        longest = max(map(_open_for, kind.window.days.values())) if kind.window else None
        if longest is not None and variant.duration is not None and variant.duration > longest:
            yield Problem(
                f"categories.{quoted(category)}.duration",
                f"is {spelled(variant.duration)}",
                f"at most {spelled(longest)}, the longest day of the window",
            )


def a_pool(found: object, *, key: str) -> Pool:
    if not KEY.fullmatch(key) or key in PARTS:
        right = "lower-case letters, digits and _, such as technical, and no part in the opening"
        raise Wrong(Problem("", "is no key for a pool", right))
    pool: Pool = a_table(found, into=Pool, schema=POOL, key=key)
    if not pool.people and not pool.tags:
        raise Wrong(Problem("", "names nobody", 'people = ["dana@northwind.example"], or tags = ["technical"]'))
    return pool


def folded(stage: str) -> str:
    """Return a stage as `Policy.stages` names it."""
    return " ".join(stage.split()).casefold()


def _open_for(hours: Hours) -> timedelta:
    """Return how long a day's hours are by the clock on the wall, past midnight included."""
    opens, closes = (timedelta(hours=at.hour, minutes=at.minute) for at in (hours.opens, hours.closes))
    return closes - opens if closes > opens else closes - opens + DAY


# --- the keys of the file ---

ADDRESS = partial(shaped, shape=EMAIL, right='an e-mail address such as "dana@northwind.example"')
SENTENCES = partial(a_text, longest=600, such_as="Please have your calendar at hand.")
MEETING = "https://meet.northwind.example/screen"
WHERE = partial(a_text, longest=300, such_as=MEETING)
BUFFER = partial(a_duration, least=timedelta(0), most=4 * HOUR)
TAG = partial(shaped, shape=KEY, right='a tag such as "technical": lower-case letters, digits and _')


def _tags(found: object) -> frozenset[str]:
    return frozenset(some(found, read=TAG, right='a list of tags such as ["technical"]'))


def _roles(found: object) -> frozenset[Role]:
    return frozenset(some(found, read=partial(one_of, words=PARTS), right='a list of roles such as ["recruiter"]'))


def _categories(found: object) -> Mapping[str, Variant]:
    table = a_mapping(
        found, right='a table for each category of jobs, such as categories.clinical = { duration = "30m" }'
    )
    read = partial(a_table, into=Variant, schema=VARIANT)
    entries, problems = read_fields(table, schema=dict.fromkeys(table, read))
    if problems:
        raise Wrong(*problems)
    return {folded(name): variant for name, variant in entries.items()}


def _seats(found: object) -> tuple[SeatRule, ...]:
    seats = some(
        found, read=partial(a_table, into=SeatRule, schema=SEAT), right="a list of seats: [[kinds.panel.seats]]"
    )
    if sum(seat.count for seat in seats) > MOST_SEATS:
        raise Wrong(Problem("", f"are {sum(seat.count for seat in seats)} people", f"at most {MOST_SEATS}"))
    return seats


def _where(found: object) -> str:
    if found is MISSING:
        right = f'a link, number or place such as "{MEETING}", or link = "{LinkFrom.CALENDAR}" for one that is made'
        raise Wrong(Problem("", "is missing", right))
    return WHERE(found)


POOL: Mapping[str, Read] = {
    "people": partial(some, read=ADDRESS, right='a list of addresses such as ["dana@northwind.example"]'),
    "tags": _tags,
}
SEAT: Mapping[str, Read] = {
    "who": partial(shaped, shape=KEY, right='"hiring_manager", another part in the opening, or the key of a pool'),
    "part": partial(a_text, longest=40, such_as="technical"),
    "count": partial(a_count, least=1, most=6),
    "tags": _tags,
    "optional": a_flag,
    "shadow": partial(one_of, words=Shadow),
}
VARIANT: Mapping[str, Read] = {
    "duration": partial(a_duration, most=8 * HOUR),
    "format": partial(one_of, words=Format),
    "where": WHERE,
    "link": partial(one_of, words=LinkFrom),
    "before": BUFFER,
    "after": BUFFER,
}
KIND: Mapping[str, Read] = {
    "title": partial(a_text, longest=80, such_as="Recruiter screen"),
    "duration": partial(a_duration, most=8 * HOUR),
    "format": partial(one_of, words=Format),
    "where": _where,
    "link": partial(one_of, words=LinkFrom),
    "interviewer": partial(one_of, words=PARTS),
    "before": BUFFER,
    "after": BUFFER,
    "notice": partial(a_duration, least=timedelta(0), most=30 * DAY),
    "horizon": partial(a_duration, least=DAY),
    "step": a_step,
    "window": a_week,
    "evenings": a_week,
    "daily_load": partial(a_count, least=1, most=50),
    "weekly_load": partial(a_count, least=1, most=200),
    "wording": partial(
        a_table, into=Wording, schema={"invitation": SENTENCES, "expect": SENTENCES, "prepare": SENTENCES}
    ),
    "seats": _seats,
    "asks": a_flag,
    "check_in": a_flag,
    "scheduled_by": _roles,
    "scorecard": a_scorecard,
    "categories": _categories,
}
