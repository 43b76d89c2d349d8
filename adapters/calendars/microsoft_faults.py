"""What Microsoft's refusals mean for us: try again, or never; with the cause and the cure, and no address.

Microsoft's own sentences are not repeated: they often quote the mailbox. Its codes are words from a list.
"""

import json
import re
from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any

from bot.domain.calendar_faults import Cause
from bot.ports import Permanent, Transient, Unheld

PASSING = frozenset({408, 425, 429, 500, 502, 503, 504, 507})
UNTOUCHED = frozenset({425, 429})  # passing, and certainly not done
PASSING_CODES = frozenset(
    {
        "ApplicationThrottled",
        "ErrorInternalServerTransientError",
        "ErrorIrresolvableConflict",
        "ErrorMailboxMoveInProgress",
        "ErrorMailboxStoreUnavailable",
        "ErrorServerBusy",
        "ErrorTimeoutExpired",
        "ErrorTooManyObjectsOpened",
        "MailboxConcurrency",
        "TooManyRequests",
    }
)
NOT_FOUND = "ErrorItemNotFound"
LONGEST_WAIT = timedelta(hours=1)
SCOPE = (
    "allow the app Calendars.ReadWrite for this mailbox (Exchange: RBAC for Applications); a change takes up to 2 hours"
)
MOVED = "the mailbox is not there any more: see where it was moved, and mend the person's address"
NO_MAILBOX = "no such mailbox in this organisation: mend the person's address, or name another calendar"
NO_LICENCE = "the mailbox has no licence or is on a server of your own: it must be in Exchange Online"
OWN_SERVER = "the mailbox is on a server of your own: it must be in Exchange Online"
CURES: Mapping[str, tuple[Cause | None, str]] = {
    "ErrorAccessDenied": (Cause.NOT_ALLOWED, SCOPE),
    "Authorization_RequestDenied": (Cause.CONSENT, SCOPE),
    NOT_FOUND: (None, "no such event"),
    "ErrorFolderNotFound": (Cause.ELSEWHERE, MOVED),
    "ErrorInvalidUser": (Cause.NOT_FOUND, NO_MAILBOX),
    "ErrorNonExistentMailbox": (Cause.NOT_FOUND, NO_MAILBOX),
    "ErrorMailRecipientNotFound": (Cause.NOT_FOUND, NO_MAILBOX),
    "Request_ResourceNotFound": (Cause.NOT_FOUND, NO_MAILBOX),
    "ResourceNotFound": (Cause.NOT_FOUND, NO_MAILBOX),
    "MailboxNotEnabledForRESTAPI": (Cause.ELSEWHERE, NO_LICENCE),
    "MailboxNotSupportedForRESTAPI": (Cause.ELSEWHERE, OWN_SERVER),
    "ErrorQuotaExceeded": (Cause.QUOTA, "the mailbox is full"),
}
UNSEEN = frozenset(CURES) - {NOT_FOUND, "ErrorQuotaExceeded"}
NEW_SECRET = "make a new client secret for the app in Entra, and set MICROSOFT_CLIENT_SECRET"
NO_CONSENT = "an administrator must consent to the app in Entra"
TOKEN_CURES: Mapping[int, tuple[Cause, str]] = {
    7000215: (Cause.KEY, NEW_SECRET),
    7000222: (Cause.KEY, f"the client secret has expired; {NEW_SECRET}"),
    700016: (Cause.KEY, "no such app in this tenant: mend MICROSOFT_CLIENT_ID or MICROSOFT_TENANT_ID"),
    700027: (Cause.KEY, "the certificate is not one of the app's"),
    90002: (Cause.KEY, "no such tenant: mend MICROSOFT_TENANT_ID"),
    7000112: (Cause.CONSENT, "the app is disabled in this tenant: enable it in Entra"),
    65001: (Cause.CONSENT, NO_CONSENT),
    500011: (Cause.CONSENT, NO_CONSENT),
    53003: (Cause.CONSENT, "a conditional access policy keeps the app out: except it there"),
}
WAY_IN = (Cause.KEY, "mend MICROSOFT_TENANT_ID, MICROSOFT_CLIENT_ID or MICROSOFT_CLIENT_SECRET")


class Said(Exception):
    """An answer that whoever called has its own idea of, such as 409 to something that may be there already."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(f"Microsoft {status} {code}")
        self.status = status
        self.code = code


class Unseen(Permanent):
    """This mailbox cannot be read by the app; when it is busy may still be open to others."""


def unheld(unseen: Unseen) -> Unheld:
    """Return what it means that busy times are open to us and nothing else: unless nobody lets us in, this one is closed."""
    cause = Cause.CONSENT if unseen.cause is Cause.CONSENT else Cause.NOT_ALLOWED
    return Unheld(f"{unseen}; when it is busy is open to us", cause=cause)


def fault(status: int, code: str, *, wait: timedelta | None = None) -> Transient | Permanent:
    """Return an answer that is no success as the core knows it."""
    text = f"Microsoft {status} {code}".strip()
    if status in PASSING or code in PASSING_CODES:
        return Transient(text, wait=wait, refused=status in UNTOUCHED or status < 500)
    if status == 401:
        return Permanent(f"{text}: {SCOPE}", cause=Cause.CONSENT)
    return _permanent(text, code)


def moved(status: int, code: str) -> Unseen:
    """Return what it means that something other than an event was not found: the mailbox itself is not there."""
    return Unseen(f"Microsoft {status} {code}: {MOVED}", cause=Cause.ELSEWHERE)


def unreadable(code: str) -> Permanent:
    """Return what the word inside a schedule that cannot be read means."""
    return _permanent(f"Microsoft: free and busy times cannot be read {code}".rstrip(), code)


def _permanent(text: str, code: str) -> Permanent:
    kind = Unseen if code in UNSEEN else Permanent
    if code not in CURES:
        return kind(text)
    cause, cure = CURES[code]
    return kind(f"{text}: {cure}", cause=cause)


def no_token(told: Mapping[str, Any]) -> Transient | Permanent:
    """Return what msal told when it got no token; passing where the token server says so."""
    error = word(told.get("error"))
    numbers = told.get("error_codes")
    codes = [code for code in numbers if isinstance(code, int)] if isinstance(numbers, Collection) else []
    if error in {"temporarily_unavailable", "server_error", "service_unavailable"}:
        return Transient("Microsoft: the token server does not answer", refused=True)
    cause, cure = next((TOKEN_CURES[code] for code in codes if code in TOKEN_CURES), WAY_IN)
    named = " ".join([error, *(f"AADSTS{code}" for code in codes[:1])]).strip()
    return Permanent(f"Microsoft gave no token {named}".rstrip() + f": {cure}", cause=cause)


def code_of(text: str) -> str:
    """Return Microsoft's word for what is wrong, or nothing where the answer has none (a proxy's page)."""
    try:
        return word(json.loads(text)["error"]["code"])
    except (ValueError, KeyError, TypeError):
        return ""


def word(told: object) -> str:
    return told if isinstance(told, str) and re.fullmatch(r"[A-Za-z_.]{1,60}", told) else ""


def waiting(retry_after: str) -> timedelta | None:
    """Return Retry-After; Graph gives it in seconds."""
    if re.fullmatch(r"[0-9]{1,9}", retry_after):
        return min(timedelta(seconds=int(retry_after)), LONGEST_WAIT)
    return None
