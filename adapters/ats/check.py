"""What the web hooks of an ATS brought lately: whether they come, whether they could be read, and what they lack."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

from bot.domain.findings import Condition, Finding, Lately
from bot.domain.policy import Policy
from bot.ports import Check, Clock

LATEST = 100  # deliveries and triggers that are looked at
MANY = 0.2  # of them: more than a slip
QUIET = timedelta(days=14)
SHOWN = 6
NAMES = {"greenhouse": "Greenhouse", "generic": "The generic source"}

Hear = Callable[[str], Awaitable[Lately]]
"""Returns what the record has heard of an ATS lately."""


def hook(ats: str, *, is_on: bool, setting: str, hear: Hear, clock: Clock) -> Check:
    async def look() -> Sequence[Finding]:
        heard = await hear(ats)
        return [_hook(heard, ats=ats, is_on=is_on, setting=setting, now=clock())]

    return look


def mapping(ats: str, *, hear: Hear, policy: Policy) -> Check:
    """Look at what triggers lacked, and at stages that no kind of interview is named for."""

    async def look() -> Sequence[Finding]:
        heard = await hear(ats)
        return [_fields(heard, ats=ats), _stages(heard, ats=ats, policy=policy)]

    return look


def _hook(heard: Lately, *, ats: str, is_on: bool, setting: str, now: datetime) -> Finding:
    name = f"ats.{ats}"
    if not is_on:
        if heard.last is None:
            return Finding(name, Condition.OFF, "Not set up.")
        return Finding(name, Condition.WRONG, "Deliveries came before, and are turned away now.", f"Set {setting}.")
    if heard.last is None:
        cure = f"Add the web hook to {NAMES[ats]}, with this server's address and the secret."
        return Finding(name, Condition.WATCH, "No delivery has come yet.", cure)
    if heard.unreadable:
        share = f"{len(heard.unreadable)} of the last {heard.deliveries} deliveries could not be read"
        places = ", ".join(dict.fromkeys(heard.unreadable[:SHOWN]))
        state = Condition.WRONG if len(heard.unreadable) > MANY * heard.deliveries else Condition.WATCH
        return Finding(
            name, state, f"{share} (at: {places}).", f"See that {NAMES[ats]} sends these fields as documented."
        )
    if now - heard.last > QUIET:
        days = (now - heard.last).days
        cure = f"See whether the web hook is still switched on in {NAMES[ats]}."
        return Finding(name, Condition.WATCH, f"Nothing has come for {days} days.", cure)
    return Finding(
        name, Condition.FINE, f"The last delivery came on {heard.last:%d %b %Y at %H:%M} UTC; all were read."
    )


def _fields(heard: Lately, *, ats: str) -> Finding:
    name = f"ats.fields/{ats}"
    if not heard.triggers:
        return Finding(name, Condition.OFF, f"{NAMES[ats]}: no trigger has come yet.")
    if not heard.lacking:
        return Finding(name, Condition.FINE, f"{NAMES[ats]}: the last {heard.triggers} triggers were complete.")
    told = "; ".join(f"{number} lacked {what}" for what, number in list(heard.lacking.items())[:SHOWN])
    often = max(heard.lacking.values()) > MANY * heard.triggers
    cure = f"See that {NAMES[ats]} sends it, or add it to the record (usher import)." if often else ""
    state = Condition.WATCH if often else Condition.FINE
    return Finding(name, state, f"{NAMES[ats]}: of the last {heard.triggers} triggers {told}.", cure)


def _stages(heard: Lately, *, ats: str, policy: Policy) -> Finding:
    name = f"ats.stages/{ats}"
    if not heard.stages:
        return Finding(name, Condition.OFF, f"{NAMES[ats]}: no stage has been told yet.")
    unnamed = [stage for stage in heard.stages if policy.kind_for(stage) is None]
    told = ", ".join(f"“{stage[:60]}”" for stage in unnamed[:SHOWN]) + (" and others" if len(unnamed) > SHOWN else "")
    if len(unnamed) == len(heard.stages):
        cure = "Name the stages that ask for an interview under [stages] of the policy, as the ATS spells them."
        return Finding(name, Condition.WATCH, f"{NAMES[ats]}: no kind of interview is named for any of {told}.", cure)
    if unnamed:
        return Finding(name, Condition.FINE, f"{NAMES[ats]}: no interview is started by {told}; by the others one is.")
    return Finding(name, Condition.FINE, f"{NAMES[ats]}: each of its {len(heard.stages)} stages starts an interview.")
