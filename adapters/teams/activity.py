"""What every activity of the Bot Connector tells, whatever happened: who, where, and through which connector.

The shapes are the protocol's (learn.microsoft.com/azure/bot-service, “Bot Framework Activity schema”) with what Teams adds.
Whatever is missing or of another type reads as empty text; an activity that names no user raises Malformed.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from adapters.teams.references import Reference
from bot.domain.conversation import Conversation
from bot.domain.people import Account, Platform

Body = Mapping[str, Any]
CHANNEL = "msteams"
PERSONAL = "personal"
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")  # PostgreSQL takes no NUL, and half a character is none


class Malformed(Exception):
    """A genuine request that does not say who it is from."""


def tenant(body: Body) -> str:
    """Return the tenant that an activity comes from, empty where it says none or two different ones."""
    said = {text(body, "channelData", "tenant", "id"), text(body, "conversation", "tenantId")} - {""}
    return said.pop() if len(said) == 1 else ""


def account(body: Body) -> Account:
    """Return whose doing it is: the tenant, and the user's Entra object id. Raises Malformed where one is not told."""
    home, user = tenant(body), text(body, "from", "aadObjectId")
    if not home or not user:
        raise Malformed("no tenant or no user")
    return Account(Platform.TEAMS, home, user)


def is_person(body: Body) -> bool:
    """Whether it comes from somebody rather than from a bot or an app."""
    return text(body, "from", "role").casefold() != "bot" and not text(body, "from", "id").startswith("28:")


def is_personal(body: Body) -> bool:
    """Whether it happened in somebody's own chat with the bot, where nobody reads along."""
    return text(body, "conversation", "conversationType") == PERSONAL


def where(body: Body) -> Conversation:
    """Return the conversation: in a channel, `thread` is the post that all this is below."""
    place, _, above = text(body, "conversation", "id").partition(";messageid=")
    return Conversation(place, above, shared=not is_personal(body))


def delivery(body: Body) -> str:
    """Return what names this one activity: its id is unique in its conversation alone."""
    here, one = text(body, "conversation", "id"), text(body, "id")
    return f"{here}:{one}" if here and one else ""


def references(body: Body) -> Sequence[Reference]:
    """Return what an activity tells of where its author, and the channel it was in, can be written to later."""
    home, service, place = tenant(body), text(body, "serviceUrl"), where(body)
    user, mri = text(body, "from", "aadObjectId"), text(body, "from", "id")
    if not home or not service or not place.place:
        return ()
    told = []
    if user and is_person(body):
        own = "" if place.shared else place.place
        told.append(Reference(Account(Platform.TEAMS, home, user), own, service, mri, zone(body)))
    if place.shared:
        told.append(Reference(Account(Platform.TEAMS, home, place.place), place.place, service))
    return told


def zone(body: Body) -> str:
    """Return the time zone that the author's client says it is in (IANA), empty for none or one that nobody knows."""
    clients = [each for each in parts(body, "entities") if text(each, "type") == "clientInfo"]
    named = text(body, "localTimezone") or next((text(each, "timezone") for each in clients), "")
    try:
        return ZoneInfo(named).key if named else ""
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ""


def text(body: Any, *path: str) -> str:
    """Return the text at a path of keys, as far as it can be stored; empty where there is none."""
    found = part(body, *path[:-1]).get(path[-1])
    return storable(found) if isinstance(found, str) else ""


def storable(told: str) -> str:
    """Return a text without what no database takes."""
    return UNSTORABLE.sub("", told)


def part(body: Any, *path: str) -> Body:
    """Return the object at a path of keys; an empty one where there is none."""
    for step in path:
        body = body.get(step) if isinstance(body, Mapping) else None
    return body if isinstance(body, Mapping) else {}


def parts(body: Any, *path: str) -> Sequence[Body]:
    """Return the objects in the list at a path of keys."""
    found = part(body, *path[:-1]).get(path[-1])
    return [each for each in found if isinstance(each, Mapping)] if isinstance(found, list) else []
