"""Where Teams can be written to without being asked: what every turn tells of a conversation, kept for later."""

from dataclasses import dataclass
from typing import Protocol

from bot.domain.people import Account


@dataclass(frozen=True, slots=True)
class Reference:
    """A conversation with an account: its id, and the address of the Bot Connector that has it.

    `account.user` is the Entra object id, `mri` what Teams itself calls the user (`29:…`), empty while nobody has told it.
    `zone` (IANA) is what their client said last, empty where it said nothing. For a channel or a group chat `account.user`
    and `conversation` are both its id, and `mri` and `zone` are empty.
    """

    account: Account
    conversation: str
    service_url: str
    mri: str = ""
    zone: str = ""


class References(Protocol):
    """One reference per account, the newest: `save` replaces an earlier one, since an address may change at any time."""

    async def get(self, account: Account) -> Reference | None: ...
    async def save(self, reference: Reference) -> None: ...
