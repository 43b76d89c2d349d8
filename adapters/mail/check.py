"""Whether mail can go out: the server is reached, encrypts and lets us in, and the sender is an address. Nothing is sent."""

from collections.abc import Sequence

from adapters.mail.address import sender
from adapters.mail.smtp import SmtpMailer
from bot.domain.findings import Condition, Finding
from bot.ports import Check, Permanent, Transient

CLEAR = "in the clear"


def server(mailer: SmtpMailer) -> Check:
    async def look() -> Sequence[Finding]:
        name = "mail.server"
        try:
            seen = await mailer.look()
        except (Transient, Permanent) as fault:
            said, _, cure = str(fault).partition("; ")
            mend = cure or "see whether SMTP_URL names the right server and this machine reaches it"
            return [Finding(name, Condition.WRONG, f"Mail cannot go out: {said}.", f"{mend[:1].upper()}{mend[1:]}.")]
        if seen.startswith(CLEAR):
            cure = "Use smtps://, or a port with STARTTLS (587)."
            return [Finding(name, Condition.WATCH, "It is reached, and mail goes there in the clear.", cure)]
        return [Finding(name, Condition.FINE, f"It is reached ({seen}).")]

    return look


def sending(mail_from: str) -> Check:
    async def look() -> Sequence[Finding]:
        try:
            address = sender(mail_from).address
        except ValueError as error:
            return [Finding("mail.sender", Condition.WRONG, str(error).split(". ")[0] + ".", str(error).split(". ")[1])]
        return [Finding("mail.sender", Condition.FINE, f"Mail comes from {address}.")]

    return look
