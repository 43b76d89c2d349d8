"""What Google's refusals mean for us: try again, or never; with the cause and the cure, and no address.

Google's own sentences are not repeated: they often quote the calendar. Its reasons are words from a list.
"""

import json
import re
import socket
from collections.abc import Mapping
from datetime import timedelta
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from typing import Any

from google.auth.exceptions import GoogleAuthError, RefreshError, TransportError
from googleapiclient.errors import Error, HttpError
from httplib2 import HttpLib2Error, ServerNotFoundError

from bot.domain.calendar_faults import Cause
from bot.ports import Permanent, Transient, Unheld

FAULTS = (Error, GoogleAuthError, HttpLib2Error, HTTPException, OSError)
"""Everything that a call through the SDK may raise when the far end, or the way to it, is at fault."""

LIMITS = frozenset({"rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded", "dailyLimitExceeded"})
PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
UNTOUCHED = frozenset({425, 429})  # passing, and certainly not done
LONGEST_WAIT = timedelta(hours=1)
DELEGATION = (
    "in the Admin console, under domain-wide delegation, allow the service account's client id the Calendar scopes"
)
NEW_KEY = "the service account's key does not count any more: make a new one"
CLOSED = "the owner, or the organisation, lets nobody see or change this calendar"
CURES: Mapping[str, tuple[Cause, str]] = {
    "notACalendarUser": (
        Cause.NOT_FOUND,
        "this person has no Google Calendar: switch it on for them, or name another calendar",
    ),
    "accessNotConfigured": (Cause.CONSENT, "switch the Google Calendar API on in the service account's project"),
    "insufficientPermissions": (Cause.CONSENT, DELEGATION),
    "ACCESS_TOKEN_SCOPE_INSUFFICIENT": (Cause.CONSENT, DELEGATION),
    "forbidden": (Cause.NOT_ALLOWED, CLOSED),
    "requiredAccessLevel": (Cause.NOT_ALLOWED, CLOSED),
    "forbiddenForNonOrganizer": (Cause.NOT_ALLOWED, CLOSED),
    "notFound": (Cause.NOT_FOUND, "no such calendar or event"),
    "unauthorized_client": (Cause.CONSENT, DELEGATION),
    "access_denied": (Cause.CONSENT, DELEGATION),
    "invalid_grant": (Cause.NOT_FOUND, "no such active user in the organisation"),
    "invalid_client": (Cause.KEY, NEW_KEY),
}
UNSEEN = frozenset(
    {
        "notACalendarUser",
        "forbidden",
        "requiredAccessLevel",
        "forbiddenForNonOrganizer",
        "notFound",
        "invalid_grant",
        "unauthorized_client",
    }
)
# Of how we sign, not of whom we name; https://developers.google.com/identity/protocols/oauth2/service-account
KEY_REFUSED = "Invalid JWT"


class Said(Exception):
    """An answer that whoever called has its own idea of, such as 409 to something that may be there already."""

    def __init__(self, status: int) -> None:
        super().__init__(f"Google {status}")
        self.status = status


class Unseen(Permanent):
    """This calendar cannot be read by its owner's eyes; its busy times may still be open to others."""


def unheld(unseen: Unseen) -> Unheld:
    """Return what it means that busy times are open to us and nothing else: unless nobody lets us in, this one is closed."""
    cause = Cause.CONSENT if unseen.cause is Cause.CONSENT else Cause.NOT_ALLOWED
    return Unheld(f"{unseen}; when it is busy is open to us", cause=cause)


def fault(error: Exception) -> Transient | Permanent:
    """Return a failure of the SDK (one of FAULTS) as the core knows it."""
    match error:
        case HttpError():
            return _answered(error)
        case RefreshError():
            return _unauthorised(error)
        case TransportError() | ServerNotFoundError() | ConnectionRefusedError() | socket.gaierror():
            return Transient("Google: no connection", refused=True)
        case GoogleAuthError():
            return Permanent("Google: the service account's key cannot be used; make a new one", cause=Cause.KEY)
        case TimeoutError():
            return Transient("Google: no answer in time")
        case _:
            return Transient("Google: connection lost")


def _answered(error: HttpError) -> Transient | Permanent:
    status, reason = error.resp.status, _reason(error.content)
    text = f"Google {status} {reason}".strip()
    if status in PASSING or (status == 403 and reason in LIMITS):
        return Transient(text, wait=_wait(error.resp), refused=status in UNTOUCHED or reason in LIMITS)
    if status == 401:
        return Permanent(f"{text}: {DELEGATION}", cause=Cause.CONSENT)
    return _permanent(text, reason)


def _permanent(text: str, reason: str) -> Permanent:
    kind = Unseen if reason in UNSEEN else Permanent
    if reason not in CURES:
        return kind(text)
    cause, cure = CURES[reason]
    return kind(f"{text}: {cure}", cause=cause)


def _unauthorised(error: RefreshError) -> Transient | Permanent:
    """No token: a passing fault of the token server, or a person or a service account that is not let in."""
    if error.retryable:
        return Transient("Google: the token server does not answer", refused=True)
    told: object = error.args[1] if len(error.args) > 1 else None
    said = told if isinstance(told, Mapping) else {}
    code = _word(said.get("error"))
    text = f"Google gave no token {code}".rstrip()
    if str(said.get("error_description", "")).startswith(KEY_REFUSED):
        return Permanent(f"{text}: {NEW_KEY}, and see that this machine's clock is right", cause=Cause.KEY)
    if code not in CURES:
        return Permanent(f"{text}: {DELEGATION}", cause=Cause.CONSENT)
    return _permanent(text, code)


def _reason(content: bytes) -> str:
    """Return Google's word for what is wrong, or nothing where the answer has none (a proxy's page)."""
    try:
        told = json.loads(content)["error"]
        errors = told.get("errors") or [{}]
        return _word(errors[0].get("reason") or told.get("status"))
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):
        return ""


def _word(told: object) -> str:
    return told if isinstance(told, str) and re.fullmatch(r"[A-Za-z_]{1,60}", told) else ""


def _wait(answer: Any) -> timedelta | None:
    """Return Retry-After, given in seconds or, measured by Google's own clock, as a date."""
    said = str(answer.get("retry-after", ""))
    if re.fullmatch(r"[0-9]{1,9}", said):
        return min(timedelta(seconds=int(said)), LONGEST_WAIT)
    try:
        wait = parsedate_to_datetime(said) - parsedate_to_datetime(str(answer.get("date", "")))
    except (ValueError, TypeError):
        return None
    return min(max(wait, timedelta(0)), LONGEST_WAIT)
