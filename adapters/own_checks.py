"""What Usher can see of itself: its settings, its policy, its database, and whether anybody is at work on it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from ipaddress import ip_address
from urllib.parse import urlsplit

from bot.domain.findings import Condition, Finding
from bot.domain.policy import Policy
from bot.ports import Check, Clock, Store

LATE = timedelta(minutes=15)
MISSED = timedelta(minutes=5)  # of a timer that nobody takes
GOOD_KEY = 32
HOUR = timedelta(hours=1)

Counts = Callable[[], Awaitable[Mapping[str, int]]]
Age = Callable[[], Awaitable[timedelta]]


def found(*findings: Finding) -> Check:
    """Return the check of what is known already."""

    async def look() -> Sequence[Finding]:
        return findings

    return look


def settings(problems: Sequence[str]) -> Check:
    """Tell what is missing or half-filled; each problem says what would be right."""
    if not problems:
        return found(Finding("settings.complete", Condition.FINE, "All that usher serve needs is set."))
    told = (Finding(f"settings.complete/{n}", Condition.WRONG, each) for n, each in enumerate(problems, 1))
    return found(*told)


def address(base_url: str) -> Check:
    name = "settings.address"
    if not base_url:
        return found(Finding(name, Condition.OFF, "There is none."))
    try:
        parts = urlsplit(base_url)
    except ValueError:
        return found(Finding(name, Condition.WRONG, "It does not read as one.", "Mend USHER_BASE_URL."))
    if parts.scheme != "https":
        cure = "Serve it behind an https proxy, and set USHER_BASE_URL to that."
        return found(Finding(name, Condition.WATCH, f"{base_url} is not https: good for a trial.", cure))
    if _is_here(parts.hostname or ""):
        cure = "Set USHER_BASE_URL to the address that candidates reach."
        return found(Finding(name, Condition.WATCH, f"{base_url} leads to this machine only.", cure))
    return found(Finding(name, Condition.FINE, f"{base_url}. Whether it can be reached shows from outside only."))


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def secret(keys: Sequence[bytes]) -> Check:
    name, good = "settings.secret", "`openssl rand -hex 32` makes a good one."
    if not keys:
        return found(Finding(name, Condition.OFF, "There is none."))
    if len(keys[0]) < GOOD_KEY:
        return found(Finding(name, Condition.WATCH, f"The one that signs is short ({len(keys[0])} characters).", good))
    older = len(keys) - 1
    also = f", and {older} older {'one verifies' if older == 1 else 'ones verify'} too" if older else ""
    return found(Finding(name, Condition.FINE, f"One signs{also}."))


def policy(read: Policy, *, store: Store, has_ats: bool) -> Check:
    """Look whether the people that the policy names are known, and whether its kinds fit what is under way."""

    async def look() -> Sequence[Finding]:
        organisation = read.organisation
        async with store() as work:
            recruiter = await work.people.by_email(organisation.recruiter)
            gone = sorted(await work.interviews.live_kinds() - set(read.kinds))
        add = f"Run: usher person add {organisation.recruiter} --name … --role recruiter"
        here = recruiter is not None and recruiter.active
        says = f"{organisation.recruiter} is {'here' if here else 'disabled' if recruiter else 'nobody Usher knows'}."
        named = Finding("policy.recruiter", Condition.FINE if here else Condition.WRONG, says, "" if here else add)
        return [named, _kinds(read, gone=gone, has_ats=has_ats)]

    return look


def _kinds(read: Policy, *, gone: Sequence[str], has_ats: bool) -> Finding:
    name = "policy.kinds"
    if gone:
        says = f"Interviews under way are of kinds that the policy no longer has: {', '.join(gone)}."
        return Finding(name, Condition.WRONG, says, "Bring them back in the policy.")
    if has_ats and not read.stages:
        cure = "Name the stages that ask for an interview under [stages]."
        return Finding(name, Condition.WATCH, "No stage of the ATS starts an interview.", cure)
    return Finding(name, Condition.FINE, f"Kinds: {len(read.kinds)}; stages that start one: {len(read.stages)}.")


def database(ready: Callable[[], Awaitable[bool]]) -> Check:
    async def look() -> Sequence[Finding]:
        name = "database.ready"
        if await ready():
            return [Finding(name, Condition.FINE, "It answers, and is up to date.")]
        cure = "See whether it runs and lets USHER_DATABASE_URL in; then run usher migrate."
        return [Finding(name, Condition.WRONG, "It is not there, or behind its migrations.", cure)]

    return look


def outbox(*, counts: Counts, overdue: Age) -> Check:
    """Look whether effects are taken up, and whether any were given up and wait for somebody."""

    async def look() -> Sequence[Finding]:
        rows, late = await counts(), await overdue()
        dead = Finding("database.dead", Condition.FINE, "Nothing was given up.")
        if rows["dead"]:
            cure = "Each has a card in chat with Retry and Skip."
            dead = Finding(
                "database.dead", Condition.WATCH, f"Given up, and waiting for somebody: {rows['dead']}.", cure
            )
        if late > LATE:
            says = f"Something has been due for {int(late.total_seconds() // 60)} minutes, and nobody takes it up."
            cure = "See that usher serve runs, and what its log says."
            return [Finding("database.outbox", Condition.WRONG, says, cure), dead]
        return [
            Finding("database.outbox", Condition.FINE, f"Effects that wait: {rows['waiting']}; none is late."),
            dead,
        ]

    return look


def clockwork(store: Store, *, clock: Clock, last: Callable[[Store], Awaitable[datetime | None]]) -> Check:
    """Look whether a service takes what is due, and when it last looked at all this itself."""

    async def look() -> Sequence[Finding]:
        now = clock()
        async with store() as work:
            due = await work.timers.next_due()
        looked = await last(store)
        return [_ticks(due, looked=looked, now=now)]

    return look


def _ticks(due: datetime | None, *, looked: datetime | None, now: datetime) -> Finding:
    name, cure = "clock.ticks", "Start usher serve, or see what its log says."
    if due is None and looked is None:
        return Finding(name, Condition.OFF, "usher serve has not run with this database yet.")
    if due is not None and now - due > MISSED:
        return Finding(name, Condition.WATCH, f"Nobody has taken what was due since {due:%d %b %Y %H:%M} UTC.", cure)
    if looked is not None and now - looked > 2 * HOUR:
        return Finding(name, Condition.WATCH, f"Everything was last looked at on {looked:%d %b %Y %H:%M} UTC.", cure)
    return Finding(name, Condition.FINE, "What is due is taken.")
