"""Who a Slack user is, from what `users.info` tells (docs.slack.dev/reference/objects/user-object).

Whatever is missing or of another type counts against them: without a clear answer nobody is let in.
"""

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.domain.people import Membership, Profile
from bot.ports import Transient

SLACKBOT = "USLACKBOT"  # `is_bot` is false for it
BOTS = ("is_bot", "is_workflow_bot", "is_connector_bot")
GUESTS = ("is_restricted", "is_ultra_restricted")


def profile(user: Any, *, team: str) -> Profile:
    """Return the profile of a user object as the workspace `team` (`T…`) sees it; raises Transient if it is none."""
    if not isinstance(user, Mapping) or not isinstance(user.get("id"), str):
        raise Transient("an answer without user")
    shown = _part(user, "profile")
    confirmed = user.get("is_email_confirmed") is True
    return Profile(
        _membership(user, team=team),
        name=_text(shown, "real_name") or _text(user, "real_name") or _text(user, "name"),
        email=_text(shown, "email") if confirmed else "",
        zone=_zone(_text(user, "tz")),
    )


def is_gone(user: Any) -> bool:
    """Whether a user object is of somebody deactivated, to whom messages go without an error and unread."""
    return isinstance(user, Mapping) and user.get("deleted") is True


def _membership(user: Mapping[str, Any], *, team: str) -> Membership:
    if user["id"] == SLACKBOT or any(user.get(mark) for mark in BOTS):
        return Membership.BOT
    if user.get("is_stranger") or team not in _teams(user):
        return Membership.STRANGER
    if user.get("deleted"):
        return Membership.GONE
    if any(user.get(mark) for mark in GUESTS):
        return Membership.GUEST
    return Membership.MEMBER


def _teams(user: Mapping[str, Any]) -> frozenset[str]:
    """In an Enterprise organisation one user belongs to several workspaces, and `team_id` is only one of them."""
    shared = _part(user, "enterprise_user").get("teams")
    listed = [each for each in shared if isinstance(each, str)] if isinstance(shared, list) else []
    return frozenset({_text(user, "team_id"), *listed} - {""})


def _zone(name: str) -> str:
    try:
        return ZoneInfo(name).key if name else ""
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ""


def _part(user: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = user.get(name)
    return found if isinstance(found, Mapping) else {}


def _text(part: Mapping[str, Any], name: str) -> str:
    found = part.get(name)
    return found.strip() if isinstance(found, str) else ""
