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

from bot.ports import Permanent, Transient

FAULTS = (Error, GoogleAuthError, HttpLib2Error, HTTPException, OSError)
"""Everything that a call through the SDK may raise when the far end, or the way to it, is at fault."""

LIMITS = frozenset({"rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded", "dailyLimitExceeded"})
PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
UNTOUCHED = frozenset({425, 429})  # passing, and certainly not done
LONGEST_WAIT = timedelta(hours=1)
DELEGATION = (
    "in the Admin console, under domain-wide delegation, allow the service account's client id the Calendar scopes"
)
CURES: Mapping[str, str] = {
    "notACalendarUser": "this person has no Google Calendar: switch it on for them, or name another calendar",
    "accessNotConfigured": "switch the Google Calendar API on in the service account's project",
    "insufficientPermissions": DELEGATION,
    "ACCESS_TOKEN_SCOPE_INSUFFICIENT": DELEGATION,
    "forbidden": "the owner, or the organisation, lets nobody see or change this calendar",
    "notFound": "no such calendar or event",
    "unauthorized_client": DELEGATION,
    "invalid_grant": "no such active user in the organisation, or the service account's key was deleted",
    "invalid_client": "the service account's key does not count any more: make a new one",
}
UNSEEN = frozenset({"notACalendarUser", "forbidden", "notFound", "invalid_grant", "unauthorized_client"})


class Said(Exception):
    """An answer that whoever called has its own idea of, such as 409 to something that may be there already."""

    def __init__(self, status: int) -> None:
        super().__init__(f"Google {status}")
        self.status = status


class Unseen(Permanent):
    """This calendar cannot be read by its owner's eyes; its busy times may still be open to others."""


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
            return Permanent("Google: the service account's key cannot be used; make a new one")
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
        return Permanent(f"{text}: {DELEGATION}")
    kind = Unseen if reason in UNSEEN else Permanent
    return kind(f"{text}: {CURES[reason]}" if reason in CURES else text)


def _unauthorised(error: RefreshError) -> Transient | Permanent:
    """No token: a passing fault of the token server, or a person or a service account that is not let in."""
    if error.retryable:
        return Transient("Google: the token server does not answer", refused=True)
    told: object = error.args[1] if len(error.args) > 1 else None
    code = _word(told.get("error")) if isinstance(told, Mapping) else ""
    kind = Unseen if code in UNSEEN else Permanent
    return kind(f"Google gave no token {code}".rstrip() + f": {CURES.get(code, DELEGATION)}")


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
