"""Why a calendar does not let us in, as a closed list: each cause has one cure, whichever vendor's calendar it is."""

from enum import StrEnum


class Cause(StrEnum):
    """What is wrong with a calendar for good, until somebody mends it.

    The first two concern the whole organisation, the others one calendar.
    """

    CONSENT = "consent"
    """The organisation has not let us in, or not any more: delegation, scopes, admin consent, an app that is disabled."""

    KEY = "key"
    """The credentials do not count any more: deleted, expired or wrong."""

    NOT_FOUND = "not_found"
    """There is no such person, mailbox, calendar or event."""

    NOT_ALLOWED = "not_allowed"
    """This one calendar is closed to us."""

    QUOTA = "quota"
    """A limit that does not pass by itself, such as a mailbox that is full."""

    ELSEWHERE = "elsewhere"
    """The mailbox is where we cannot reach it: on a server of the organisation's own, or moved away."""
