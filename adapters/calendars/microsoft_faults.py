"""What Microsoft's refusals mean for us: try again, or never; with the cause and the cure, and no address.

Microsoft's own sentences are not repeated: they often quote the mailbox. Its codes are words from a list.
"""

import json
import re
from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any

from bot.ports import Permanent, Transient

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
LONGEST_WAIT = timedelta(hours=1)
SCOPE = (
    "allow the app Calendars.ReadWrite for this mailbox (Exchange: RBAC for Applications); a change takes up to 2 hours"
)
NO_MAILBOX = "no such mailbox in this organisation: mend the person's address, or name another calendar"
CURES: Mapping[str, str] = {
    "ErrorAccessDenied": SCOPE,
    "Authorization_RequestDenied": SCOPE,
    "ErrorItemNotFound": "no such event",
    "ErrorInvalidUser": NO_MAILBOX,
    "ErrorNonExistentMailbox": NO_MAILBOX,
    "ErrorMailRecipientNotFound": NO_MAILBOX,
    "Request_ResourceNotFound": NO_MAILBOX,
    "ResourceNotFound": NO_MAILBOX,
    "MailboxNotEnabledForRESTAPI": "the mailbox has no licence or is on a server of your own: it must be in Exchange Online",
    "MailboxNotSupportedForRESTAPI": "the mailbox is on a server of your own: it must be in Exchange Online",
}
UNSEEN = frozenset(CURES) - {"ErrorItemNotFound"}
NEW_SECRET = "make a new client secret for the app in Entra, and set MICROSOFT_CLIENT_SECRET"
TOKEN_CURES: Mapping[int, str] = {
    7000215: NEW_SECRET,
    7000222: f"the client secret has expired; {NEW_SECRET}",
    700016: "no such app in this tenant: mend MICROSOFT_CLIENT_ID or MICROSOFT_TENANT_ID",
    700027: "the certificate is not one of the app's",
    90002: "no such tenant: mend MICROSOFT_TENANT_ID",
    7000112: "the app is disabled in this tenant: enable it in Entra",
    53003: "a conditional access policy keeps the app out: except it there",
}
WAY_IN = "mend MICROSOFT_TENANT_ID, MICROSOFT_CLIENT_ID or MICROSOFT_CLIENT_SECRET"


class Said(Exception):
    """An answer that whoever called has its own idea of, such as 409 to something that may be there already."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(f"Microsoft {status} {code}")
        self.status = status
        self.code = code


class Unseen(Permanent):
    """This mailbox cannot be read by the app; when it is busy may still be open to others."""


def fault(status: int, code: str, *, wait: timedelta | None = None) -> Transient | Permanent:
    """Return an answer that is no success as the core knows it."""
    text = f"Microsoft {status} {code}".strip()
    if status in PASSING or code in PASSING_CODES:
        return Transient(text, wait=wait, refused=status in UNTOUCHED or status < 500)
    if status == 401:
        return Permanent(f"{text}: {SCOPE}")
    kind = Unseen if code in UNSEEN else Permanent
    return kind(f"{text}: {CURES[code]}" if code in CURES else text)


def no_token(told: Mapping[str, Any]) -> Transient | Permanent:
    """Return what msal told when it got no token; passing where the token server says so."""
    error = word(told.get("error"))
    numbers = told.get("error_codes")
    codes = [code for code in numbers if isinstance(code, int)] if isinstance(numbers, Collection) else []
    if error in {"temporarily_unavailable", "server_error", "service_unavailable"}:
        return Transient("Microsoft: the token server does not answer", refused=True)
    cure = next((TOKEN_CURES[code] for code in codes if code in TOKEN_CURES), WAY_IN)
    named = " ".join([error, *(f"AADSTS{code}" for code in codes[:1])]).strip()
    return Permanent(f"Microsoft gave no token {named}".rstrip() + f": {cure}")


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
