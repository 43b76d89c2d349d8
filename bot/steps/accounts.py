"""Letting an account know what became of the look-up; from a look-up's own answer, or when it could not be made."""

from bot.domain.access import USHER
from bot.domain.ids import random_key
from bot.domain.people import Account, Verdict
from bot.effects import TellAccount
from bot.ports import Work


async def tell_account(account: Account, verdict: Verdict, *, asked: str | None, work: Work) -> None:
    """Have a direct message sent to the account; one that was refused is audited, and a bot is not written to."""
    if verdict is not Verdict.KNOWN:
        await work.audit.changed("account.refused", subject=name_of(account), by=USHER, detail={"why": verdict})
    if verdict is not Verdict.BOT:
        await work.outbox.add(TellAccount(account, verdict, asked), key=f"told:{random_key()}")


def name_of(account: Account) -> str:
    """Return the account's key for the audit."""
    return f"{account.platform}:{account.tenant}:{account.user}"
