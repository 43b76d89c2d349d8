"""What the service tells of its own connections: one that went wrong, and the review of all."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.findings import Condition, Finding, Found, SoFar
from bot.domain.ids import PersonId
from bot.say import health
from tests.gallery.cast import MONDAY, Cast
from tests.gallery.wall import Samples, shows

TOKEN = Finding(
    "slack.token",
    Condition.WRONG,
    "Slack lets the bot in no more: token_revoked: the bot token was revoked.",
    "Install the app again, and set SLACK_BOT_TOKEN to the token that it shows.",
)
SINCE = MONDAY - timedelta(hours=3)
WELL = Finding("database.ready", Condition.FINE, "It answers, and is up to date.")
LATE = Finding(
    "ats.greenhouse", Condition.WATCH, "Nothing has come for 20 days.", "See whether the web hook is still on."
)


@shows(health.health_card)
def troubles(cast: Cast) -> Samples:
    yield "wrong", health.health_card("slack.token", Found(TOKEN, SINCE), looked=MONDAY)
    well = Finding("slack.token", Condition.FINE, "Slack knows it, in workspace T0HOME.")
    yield "well again", health.health_card("slack.token", Found(well, MONDAY), looked=MONDAY)
    yield "not in use any more", health.health_card("slack.token", None, looked=MONDAY)
    each = f"{cast.interviewer}'s calendar cannot be read (Google 403 forbidden)."
    people = replace(TOKEN, name="calendars.people", says=" ".join([each] * 5) + " And 12 more.", cure="Let Usher in.")
    yield "many, and long", health.health_card("calendars.people", Found(people, SINCE), looked=None)


@shows(health.looking_card)
def looking(cast: Cast) -> Samples:
    yield "asked to", health.looking_card()


@shows(health.review_card)
def reviews(cast: Cast) -> Samples:
    found = [Found(each, SINCE) for each in (WELL, LATE, TOKEN)]
    so_far = SoFar(41, 36, 2, (PersonId(3),))
    since = MONDAY - timedelta(days=90)
    yield "things to see to", health.review_card(found, since=since, so_far=so_far, unreached=[cast.rae], looked=MONDAY)
    quiet = SoFar(1, 1, 0, ())
    yield "all well", health.review_card([Found(WELL, SINCE)], since=since, so_far=quiet, unreached=[], looked=MONDAY)
    yield "never looked at", health.review_card([], since=since, so_far=SoFar(0, 0, 0, ()), unreached=[], looked=None)
