"""What a refusal of the Bot Connector's means for us: try again, or never, and who can mend it.

The words are Microsoft's (learn.microsoft.com/microsoftteams/platform, “Status codes from bot conversational APIs”). Its own
sentences are not repeated: they name people and conversations.
"""

import json
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from bot.domain.people import Barrier
from bot.ports import Permanent, Transient, Unreachable

REFUSED = frozenset({412, 425, 429})  # passing, and certainly not done
PASSING = frozenset({408, *REFUSED, 500, 502, 503, 504})
LONGEST_WAIT = timedelta(hours=1)
BLOCKED = "209"
BARRIERS: Mapping[str, tuple[Barrier, str]] = {
    "ForbiddenOperationException": (Barrier.NOT_ADDED, "the app is not installed for them"),
    "BotNotInConversationRoster": (Barrier.NOT_ADDED, "the app is not in the conversation"),
    "MessageWritesBlocked": (Barrier.NOT_ADDED, "they blocked the app or took it away"),
    "ConversationBlockedByUser": (Barrier.NOT_ADDED, "they blocked the app"),
    BLOCKED: (Barrier.NOT_ADDED, "they blocked the app or took it away"),
    "NotEnoughPermissions": (Barrier.UNPERMITTED, "the app lacks a permission"),
    "BotDisabledByAdmin": (Barrier.APP_GONE, "an admin switched the app off"),
    "BotNotRegistered": (Barrier.APP_GONE, "the app is not registered as a bot"),
    "Unauthorized": (Barrier.APP_GONE, "the app's secret or registration does not hold"),
    "ConversationNotFound": (Barrier.NO_SUCH, "no such user or conversation"),
    "MemberNotFoundInConversation": (Barrier.NO_SUCH, "no such user in the conversation"),
}
LASTING: Mapping[str, str] = {
    "ActivityNotFoundInConversation": "the message was deleted",
    "BadArgument": "the card does not fit Teams' rules",
    "BadSyntax": "the card does not fit Teams' rules",
    "InvalidBotApiHost": "the conversation is in another cloud",
    "MessageSizeTooBig": "the card is too large",
}
BY_STATUS: Mapping[int, str] = {
    401: "Unauthorized",
    403: "ForbiddenOperationException",
    413: "MessageSizeTooBig",
}
"""What a status means where no word of the answer is known."""


def fault(status: int, text: str, *, wait: timedelta | None = None) -> Transient | Permanent:
    """Return an answer that is no success as the core knows it: by status first, then by its code word."""
    code = code_of(text)
    why = f"Teams {status} {code}".strip()
    if status in PASSING:
        return Transient(why, wait=wait, refused=status in REFUSED)
    known = code if code in BARRIERS or code in LASTING else BY_STATUS.get(status, code)
    if known in BARRIERS:
        barrier, means = BARRIERS[known]
        return Unreachable(f"{why}: {means}", barrier=barrier)
    return Permanent(f"{why}: {LASTING[known]}" if known in LASTING else why)


def code_of(text: str) -> str:
    """Return the Connector's word for what is wrong, empty where the answer has none.

    It stands in `error.code`, or as `subCode` in a sentence that is JSON of its own, beside an `errorCode`.
    """
    try:
        told = json.loads(text)
    except ValueError:
        return ""
    if not isinstance(told, dict):
        return ""
    inner = re.search(r'"subCode"\s*:\s*"([A-Za-z]{1,60})"', str(told.get("message", "")))
    error = told.get("error")
    code = error.get("code") if isinstance(error, dict) else None
    return (inner.group(1) if inner else "") or _word(code) or _word(told.get("errorCode"))


def waiting(retry_after: str) -> timedelta | None:
    """Return Retry-After, which the Connector gives in seconds."""
    if not re.fullmatch(r"[0-9]{1,9}", retry_after):
        return None
    return min(timedelta(seconds=int(retry_after)), LONGEST_WAIT)


def _word(told: Any) -> str:
    return str(told) if isinstance(told, str | int) and re.fullmatch(r"[A-Za-z0-9]{1,60}", str(told)) else ""
