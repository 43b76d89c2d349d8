"""Who a Teams user is, from what the Bot Connector tells of a member of a conversation.

Whatever is missing or of another type counts against them: without a clear answer nobody is let in. The address is the
organisation's own: a member's `email` is kept in the directory, where only its admins can set it.
"""

from collections.abc import Mapping
from typing import Any

from bot.domain.people import Account, Membership, Profile
from bot.ports import Transient

ROLES: Mapping[str, Membership] = {"user": Membership.MEMBER, "guest": Membership.GUEST, "bot": Membership.BOT}
"""All others are of another organisation, or of none."""


def profile(told: Any, *, account: Account, zone: str = "") -> Profile:
    """Return the profile of the member that is this account; raises Transient if it is somebody else, or nobody."""
    if not isinstance(told, Mapping) or account.user not in {_text(told, "objectId"), _text(told, "aadObjectId")}:
        raise Transient("an answer about somebody else")
    membership = ROLES.get(_text(told, "userRole").casefold(), Membership.STRANGER)
    if _text(told, "tenantId") != account.tenant:
        membership = Membership.STRANGER
    name = _text(told, "name") or " ".join(filter(None, (_text(told, "givenName"), _text(told, "surname"))))
    return Profile(membership, name=name, email=_address(told), zone=zone)


def _address(told: Mapping[str, Any]) -> str:
    """Some have no mailbox: their sign-in name has the shape of an address, in a domain that the organisation proved."""
    found = _text(told, "email") or _text(told, "userPrincipalName")
    return found if "@" in found and "#EXT#" not in found else ""


def _text(part: Mapping[str, Any], name: str) -> str:
    found = part.get(name)
    return found.strip() if isinstance(found, str) else ""
