"""The pages at the end of Slack's install flow: how it went, and what to do next. Their readers are admins."""

from collections.abc import Sequence
from http import HTTPStatus

from bot.cards import Bold, Fine, Link, Para, para, spans
from bot.pages import Page

_OPEN = "https://app.slack.com/client/"


def installed(workspace: str, team: str) -> Page:
    where = workspace or "your workspace"
    return Page(
        f"Usher is now in {where}",
        (
            para("In Slack, type ", Bold("/usher help"), " in any conversation. Usher answers you alone."),
            para("Everybody Usher works with needs to be known to it under the same mail address as in Slack."),
            para(Link("Open Slack", _OPEN + team)),
        ),
    )


def declined(again: str) -> Page:
    """For "Cancel" on Slack’s own page."""
    return Page(
        "Nothing was installed",
        (para("Slack tells us that the installation was declined. That is fine; nothing was kept."), _again(again)),
        status=HTTPStatus.OK,
    )


def begin_again(again: str) -> Page:
    """For a word that is not this browser's, too old, used before or forged: which one, only the log tells."""
    return Page(
        "Please begin the installation again",
        (
            para("It was begun more than ten minutes ago or in another browser, or it was finished before."),
            para("Nothing was changed. Usher may well be in Slack already: type ", Bold("/usher help"), " there."),
            _again(again),
        ),
        status=HTTPStatus.BAD_REQUEST,
    )


def not_ours() -> Page:
    return Page(
        "That workspace belongs to somebody else",
        (
            para("This Usher works for one organisation, and the workspace you chose is not one of its own."),
            para("Nothing was kept, and the app has left that workspace again."),
            Fine(spans("Whoever runs Usher can name further workspaces in the setting SLACK_WORKSPACES.")),
        ),
        status=HTTPStatus.FORBIDDEN,
    )


def whole_organisation(again: str) -> Page:
    return Page(
        "Please choose one workspace",
        (para("Usher is installed workspace by workspace, not for a whole organisation at once."), _again(again)),
        status=HTTPStatus.BAD_REQUEST,
    )


def rotating() -> Page:
    return Page(
        "The app's tokens would run out",
        (
            para(
                "In the app's settings at Slack, token rotation is on, and Slack does not let it be turned off again."
            ),
            para("Please create the app anew from Usher's manifest, which leaves it off. Nothing was kept."),
        ),
        status=HTTPStatus.CONFLICT,
    )


def too_little(lacking: Sequence[str], again: str) -> Page:
    return Page(
        "Usher would lack permissions",
        (
            para(f"Slack did not grant {', '.join(lacking) or 'a bot'}. Nothing was kept."),
            para("Please bring the app up to date with Usher's manifest, and then install it again."),
            _again(again),
        ),
        status=HTTPStatus.CONFLICT,
    )


def refused(why: str, again: str) -> Page:
    """For a final no of Slack's: mostly a client secret or redirect address that does not fit."""
    return Page(
        "Slack did not accept that",
        (
            para("Nothing was installed. Whoever runs Usher will know what Slack means by this:"),
            para(Bold(why)),
            _again(again),
        ),
        status=HTTPStatus.BAD_GATEWAY,
    )


def unanswered(again: str) -> Page:
    return Page(
        "Slack did not answer",
        (para("Nothing was installed. Please try again in a minute."), _again(again)),
        status=HTTPStatus.SERVICE_UNAVAILABLE,
    )


def _again(url: str) -> Para:
    return para(Link("Begin again", url))
