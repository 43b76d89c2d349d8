"""Reads `hiring.toml` into a Policy, and tells all that is wrong with it at once: where, what, and what would be right.

The keys of the file are the fields of `bot.domain.policy`. Durations are texts such as "30m", wall-clock times such as
"09:00"; a field that the file leaves out has the default of its dataclass.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, replace
from datetime import timedelta
from functools import partial
from typing import Any

from bot.domain.policy import (
    PARTS,
    Changes,
    Digest,
    Feedback,
    IntakeGate,
    Kind,
    Offer,
    Organisation,
    Policy,
    Pool,
    Quiet,
    Stale,
)
from bot.policy_kinds import ADDRESS, a_kind, a_pool, folded
from bot.policy_values import (
    DAY,
    HOUR,
    Problem,
    Read,
    Wrong,
    a_clock,
    a_count,
    a_duration,
    a_flag,
    a_locale,
    a_mapping,
    a_table,
    a_text,
    a_zone,
    below,
    just_two,
    nearest,
    one_of,
    read_fields,
    shaped,
    some,
    some_dates,
    spelled,
)

CALENDARS = ("google", "microsoft", "sandbox")
TITLE_WORD = partial(a_text, longest=60, such_as="focus")
COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
SLACK_CHANNEL = re.compile(r"[CG][A-Z0-9]{8,20}")
TEAMS_CHANNEL = re.compile(r"19:[A-Za-z0-9_-]{8,100}@thread\.(?:tacv2|skype|v2)")
PLACE = re.compile(r" *\(at (?:line (\d+), column (\d+)|end of document)\)$")
SUCH_AS = {
    "kinds": "a table for each kind of interview, such as [kinds.recruiter_screen]",
    "pools": "a table for each pool, such as [pools.technical]",
    "stages": 'a line for each ATS stage that starts an interview, such as "Phone screen" = "recruiter_screen"',
}


class PolicyError(Exception):
    """A policy that cannot be followed; its text lists every problem, a line each."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


def read_policy(text: str) -> Policy:
    """Return the policy that a TOML text describes; raises PolicyError with all of its problems."""
    told = _toml(text)
    values, problems = read_fields(told, schema=TOP, needed=("organisation", "kinds", "stages"))
    pools, bad_pools = _named("pools", values, {key: partial(a_pool, key=key) for key in values.get("pools", {})})
    kinds, bad_kinds = _named("kinds", values, {key: partial(a_kind, key=key) for key in values.get("kinds", {})})
    stages, bad_stages = _named("stages", values, dict.fromkeys(values.get("stages", {}), _mapped(told)))
    problems += [
        *bad_pools,
        *bad_kinds,
        *_unseated(kinds.values(), pools, told),
        *bad_stages,
        *_twice(stages),
        *_unfit(kinds.values(), values, told),
        *_unheard(values, told),
    ]
    if problems:
        raise PolicyError(tuple(problems))
    return Policy(
        **values | {"kinds": kinds, "pools": pools, "stages": {folded(stage): key for stage, key in stages.items()}}
    )


def _toml(text: str) -> Mapping[str, Any]:
    try:
        return tomllib.loads(text.removeprefix("\ufeff"))
    except RecursionError as error:
        raise PolicyError((Problem("the file", "is nested too deeply", "a table such as [offer]"),)) from error
    except ValueError as error:
        found = PLACE.search(str(error))
        wrong = f"is not TOML: {PLACE.sub('', str(error))}"
        raise PolicyError((Problem(_place(found, text), wrong, 'a line such as duration = "30m"'),)) from error


def _place(found: re.Match[str] | None, text: str) -> str:
    if found is None:
        return "the file"
    lines = text.split("\n")
    return f"line {found.group(1) or len(lines)}, column {found.group(2) or len(lines[-1]) + 1}"


def _named(name: str, values: Mapping[str, Any], schema: Mapping[str, Read]) -> tuple[dict[str, Any], list[Problem]]:
    """Return the entries of a table whose keys are of the organisation's own choosing, and their problems."""
    if name in values and not schema:
        return {}, [Problem(name, "is empty", SUCH_AS[name])]
    entries, problems = read_fields(values.get(name, {}), schema=schema)
    return entries, below(name, problems)


def _unseated(kinds: Iterable[Kind], pools: Mapping[str, Pool], told: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield the seats whose `who` is neither a part in the opening nor a pool of the file."""
    named = told.get("pools")
    known = [*PARTS, *(pools if not isinstance(named, Mapping) else named)]
    for kind in kinds:
        for number, seat in enumerate(kind.seats):
            if seat.who not in known:
                right = f"a part in the opening or a pool under [pools]: {nearest(seat.who, among=map(str, known))}"
                yield Problem(f"kinds.{kind.key}.seats[{number}].who", f'is "{seat.who}"', right)


def _quiet(found: object) -> Quiet:
    quiet: Quiet = a_table(found, into=Quiet, schema={"opens": a_clock, "closes": a_clock})
    if quiet.opens >= quiet.closes:
        raise Wrong(Problem("closes", f"is {quiet.closes:%H:%M}", f"a time after opens, which is {quiet.opens:%H:%M}"))
    return quiet


def _digest(found: object) -> Digest:
    digest: Digest = a_table(found, into=Digest, schema={"at": a_clock, "until": a_clock})
    if digest.at >= digest.until:
        raise Wrong(Problem("until", f"is {digest.until:%H:%M}", f"a time after at, which is {digest.at:%H:%M}"))
    return digest


def _unheard(values: Mapping[str, Any], told: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield what would have the digest arrive in quiet hours; each table has to be right by itself first."""
    if any(name in told and name not in values for name in ("quiet", "digest")):
        return
    quiet, digest = values.get("quiet", Quiet()), values.get("digest", Digest())
    right = f"a time from {quiet.opens:%H:%M} to {quiet.closes:%H:%M}, which are not quiet hours"
    if digest.at < quiet.opens:
        yield Problem("digest.at", f"is {digest.at:%H:%M}", right)
    if digest.until > quiet.closes:
        yield Problem("digest.until", f"is {digest.until:%H:%M}", right)


def _stale(found: object) -> Stale:
    stale: Stale = a_table(found, into=Stale, schema=STALE)
    return replace(stale, days={folded(stage): days for stage, days in stale.days.items()})


def _stages_days(found: object) -> Mapping[str, int]:
    table = a_mapping(found, right='a line for each ATS stage that differs, such as "Onsite" = 5')
    values, problems = read_fields(table, schema=dict.fromkeys(table, FEW_DAYS))
    seen: set[str] = set()
    for stage in table:
        if not folded(stage) or folded(stage) in seen:
            problems += below(stage, [Problem("", "is there a second time", "each stage once, by name (case ignored)")])
        seen.add(folded(stage))
    if problems:
        raise Wrong(*problems)
    return values


def _channels(found: object) -> Mapping[str, str]:
    values, problems = read_fields(found, schema=CHANNELS)
    if problems:
        raise Wrong(*problems)
    return values


def _mapped(told: Mapping[str, Any]) -> Read:
    kinds = told.get("kinds")
    known = tuple(kinds) if isinstance(kinds, Mapping) else ()
    return partial(one_of, words=known, right="the key of a kind under [kinds], such as")


def _twice(stages: Iterable[str]) -> Iterator[Problem]:
    seen: set[str] = set()
    for stage in stages:
        name = folded(stage)
        if not name or name in seen:
            wrong = "is there a second time" if name else "is no name of a stage"
            yield from below(
                "stages", below(stage, [Problem("", wrong, "each stage once, by name (case ignored) or id")])
            )
        seen.add(name)


def _unfit(kinds: Iterable[Kind], values: Mapping[str, Any], told: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield the kinds whose options cannot fit between the end of the candidate's time to answer and the horizon."""
    if "offer" in told and "offer" not in values:
        return
    offer, alarm = values.get("offer", Offer()), values.get("no_slots_after", NO_SLOTS_AFTER)
    for kind in kinds:
        first = max(offer.deadline, offer.follow_up) + kind.notice
        reason = f"but no option may start within {spelled(first)} (time to answer and notice)"
        if kind.horizon < first + DAY:
            wrong = f"is {spelled(kind.horizon)}, {reason}"
            yield Problem(f"kinds.{kind.key}.horizon", wrong, f'at least "{spelled(first + DAY)}"')
        if alarm <= first:
            wrong = f"is {spelled(alarm)}, {reason} for {kind.key}"
            yield Problem("no_slots_after", wrong, f'more than that, such as "{spelled(first + 7 * DAY)}"')


# --- the keys of the file ------------------------------------------------------------------------------------------

ANSWER_TIME = partial(a_duration, least=HOUR, most=14 * DAY)
ORGANISATION: Mapping[str, Read] = {
    "name": partial(a_text, longest=80, such_as="Northwind"),
    "zone": a_zone,
    "organizer": ADDRESS,
    "recruiter": ADDRESS,
    "calendar": partial(one_of, words=CALENDARS),
    "locale": a_locale,
    "brand": partial(shaped, shape=COLOUR, right='a colour such as "#1f4f46"'),
    "privacy": partial(a_text, longest=600, such_as="https://northwind.example/privacy"),
    "holidays": some_dates,
    "ignored": partial(some, read=TITLE_WORD, right='a list of words such as ["focus"]', least=0),
}
OFFER: Mapping[str, Read] = {"options": just_two, "deadline": ANSWER_TIME, "follow_up": ANSWER_TIME}
CHANGES: Mapping[str, Read] = {
    "cut_off": partial(a_duration, least=timedelta(0), most=7 * DAY),
    "reschedules": partial(a_count, least=0, most=10),
}
FEW_DAYS = partial(a_count, least=1, most=20)
FEEDBACK: Mapping[str, Read] = {
    "ask": partial(a_duration, least=timedelta(0), most=2 * DAY),
    "manager": FEW_DAYS,
    "recruiter": FEW_DAYS,
    "debrief": FEW_DAYS,
    "decide": FEW_DAYS,
}
CHANNELS: Mapping[str, Read] = {
    "slack": partial(
        shaped, shape=SLACK_CHANNEL, right='a channel\'s ID such as "C0123456789"; Slack shows it in its details'
    ),
    "teams": partial(
        shaped,
        shape=TEAMS_CHANNEL,
        right='a channel\'s ID such as "19:…@thread.tacv2", as in its link with %3A and %40',
    ),
}
STALE: Mapping[str, Read] = {
    "usual": FEW_DAYS,
    "panel": FEW_DAYS,
    "decision": FEW_DAYS,
    "days": _stages_days,
    "channels": _channels,
}
TOP: Mapping[str, Read] = {
    "organisation": partial(a_table, into=Organisation, schema=ORGANISATION),
    "kinds": partial(a_mapping, right=SUCH_AS["kinds"]),
    "stages": partial(a_mapping, right=SUCH_AS["stages"]),
    "pools": partial(a_mapping, right=SUCH_AS["pools"]),
    "offer": partial(a_table, into=Offer, schema=OFFER),
    "changes": partial(a_table, into=Changes, schema=CHANGES),
    "quiet": _quiet,
    "digest": _digest,
    "feedback": partial(a_table, into=Feedback, schema=FEEDBACK),
    "stale": _stale,
    "intake": partial(a_table, into=IntakeGate, schema={"required": a_flag}),
    "reminder": partial(a_duration, least=HOUR, most=7 * DAY),
    "no_slots_after": partial(a_duration, least=DAY),
    "started": partial(a_duration, most=HOUR),
}
NO_SLOTS_AFTER = next(one.default for one in fields(Policy) if one.name == "no_slots_after")
