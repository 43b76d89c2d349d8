"""How Usher's own connections stand, in words: for the cards, and for `usher doctor` on the command line."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.actions import ExamineAgain
from bot.cards import Block, Bold, Button, Buttons, Card, Facts, Fine, Span, When, para, spans
from bot.domain.findings import Condition, Finding, Found, SoFar
from bot.domain.people import Person

GROUPS: Mapping[str, str] = {
    "settings": "Settings",
    "database": "Database",
    "policy": "Policy",
    "clock": "Clock",
    "mail": "Mail",
    "slack": "Slack",
    "teams": "Teams",
    "calendars": "Calendars",
    "ats": "ATS",
}
"""Every group of findings, in the order in which they are told."""
THINGS: Mapping[str, str] = {
    "settings.complete": "the settings",
    "settings.address": "the public address",
    "settings.secret": "the secret key",
    "database.ready": "the database",
    "database.outbox": "the outbox",
    "database.dead": "what was given up",
    "policy.reads": "the policy",
    "policy.recruiter": "the organisation's recruiter",
    "policy.kinds": "the kinds of interview",
    "clock.ticks": "the clockwork",
    "mail.server": "the mail server",
    "mail.sender": "the sender's address",
    "slack.connected": "Slack",
    "slack.token": "Slack's bot token",
    "slack.scopes": "the app's permissions in Slack",
    "slack.signing": "Slack's signing secret",
    "slack.socket": "Slack's Socket Mode",
    "slack.installed": "the installations in Slack",
    "teams.connected": "Teams",
    "teams.token": "the app's token for Teams",
    "teams.keys": "the keys of requests from Teams",
    "teams.heard": "what is written in Teams",
    "calendars.google": "Google Calendar",
    "calendars.microsoft": "Microsoft 365 calendars",
    "calendars.sandbox": "the built-in calendar",
    "calendars.organiser": "the organiser's calendar",
    "calendars.people": "people's calendars",
    "calendars.notice": "notifications of calendars",
    "ats.greenhouse": "Greenhouse's web hook",
    "ats.generic": "the generic ATS web hook",
    "ats.fields": "what triggers tell",
    "ats.stages": "the stages of the ATS",
}
"""What each thing is called within a sentence."""
STATES: Mapping[Condition, str] = {
    Condition.WRONG: "wrong",
    Condition.WATCH: "to watch",
    Condition.FINE: "fine",
    Condition.OFF: "off",
}
AGAIN = Buttons((Button("Look again", ExamineAgain()),))


def thing(finding: Finding) -> str:
    """Return what was looked at, for the middle of a sentence."""
    return THINGS.get(finding.thing, finding.thing)


def titled(words: str) -> str:
    return words[:1].upper() + words[1:]


def summary(findings: Sequence[Finding]) -> str:
    """Return how things stand as a whole, in one line."""
    wrong = sum(each.state is Condition.WRONG for each in findings)
    watched = sum(each.state is Condition.WATCH for each in findings)
    also = f" {watched} more to watch." if watched else ""
    if wrong:
        return f"{wrong} {'thing is' if wrong == 1 else 'things are'} wrong.{also}"
    if watched:
        return f"Nothing is wrong. {watched} {'thing' if watched == 1 else 'things'} to watch."
    return "Nothing is wrong."


def health_card(name: str, found: Found | None, *, looked: datetime | None) -> Card:
    """Return the card about one thing that went wrong, as it stands since; None is no longer looked at."""
    words = THINGS.get(name, name)
    if found is None:
        return Card(f"Settled: {words}", (para("It is not in use any more, so I do not look at it."),))
    finding = found.finding
    last = (Fine(spans("Last looked at ", When(looked))),) if looked else ()
    if finding.state is not Condition.WRONG:
        says = para(finding.says, *((" ", finding.cure) if finding.cure else ()))
        return Card(f"{titled(words)}: well again", (says, Facts((("Since", spans(When(found.since))),)), *last))
    rows = [("Since", spans(When(found.since)))]
    if finding.cure:
        rows.append(("What to do", spans(finding.cure)))
    return Card(f"Needs you: trouble with {words}", (para(finding.says), Facts(tuple(rows)), *last, AGAIN))


def looking_card() -> Card:
    """Return the answer to somebody who wants everything to be looked at."""
    return Card("I am looking", (para("Everything I am connected to is being looked at. The card shows what I find."),))


def review_card(
    found: Sequence[Found], *, since: datetime, so_far: SoFar, unreached: Sequence[Person], looked: datetime | None
) -> Card:
    """Return the review: how all connections stand, what became of things since the start, and what to see to."""
    findings = tuple(each.finding for each in found)
    overall = summary(findings) if findings else "I have not looked at my connections yet."
    last = (Fine(spans("Last looked at ", When(looked))),) if looked else ()
    lead = para("It is time to look over what I am connected to, and how it went. ", Bold(overall))
    rows = _counts(so_far, since=since, unreached=unreached)
    return Card("The 90-day review", (lead, Facts(rows), *_to_see_to(findings), *last))


def _counts(so_far: SoFar, *, since: datetime, unreached: Sequence[Person]) -> tuple[tuple[str, tuple[Span, ...]], ...]:
    booked = f"{so_far.booked}; {so_far.untouched} of them without a recruiter's hand" if so_far.booked else "none"
    more = f" and {len(unreached) - 10} more" if len(unreached) > 10 else ""
    return (
        ("At work since", spans(When(since))),
        ("Interviews booked", spans(booked)),
        ("Given up, waiting for somebody", spans(str(so_far.dead) if so_far.dead else "nothing")),
        ("Not reached in chat at times", spans((", ".join(each.name for each in unreached[:10]) or "nobody") + more)),
    )


def _to_see_to(findings: Sequence[Finding]) -> Sequence[Block]:
    bad = [each for state in (Condition.WRONG, Condition.WATCH) for each in findings if each.state is state]
    told = [para(Bold(titled(thing(each))), f": {each.says} {each.cure}".rstrip()) for each in bad[:10]]
    ask = (
        "Please also look whether people who left are disabled in Usher too, whether the kinds and stages of the policy are "
        "still the ones you use, and whether secrets and keys are due to be renewed."
    )
    return (*told, para(ask))
