"""Mail to the candidate."""

from bot.deeds.means import Means
from bot.domain.case import Case
from bot.domain.interview import LIVE, State
from bot.effects import Mail, SendMail
from bot.inbound import Done, Inbound, MailAccepted
from bot.ports import Permanent
from bot.say import letters


async def send_mail(sending: SendMail, *, means: Means) -> Inbound:
    case = await means.case(sending.interview)
    if case is None or not wanted_still(sending, case=case):
        return Done()
    letter = letters.letter(sending.mail, case=case, policy=means.policy, now=means.clock())
    if letter is None:
        return Done()
    if not letter.to:
        raise Permanent("the candidate has no e-mail address any more")
    if not case.candidate.mail_ok:
        raise Permanent("the ATS says that the candidate is not to be e-mailed")
    again = f".{sending.amended}" if sending.amended else ""
    local = f"{sending.mail}.{sending.interview}.{sending.round}.{sending.sequence}{again}"
    message_id = means.message_id(local)
    await means.ends.mailer.send(letter, message_id=message_id)
    return MailAccepted(sending.interview, sending.mail, message_id, letter.to, means.clock())


def wanted_still(sending: SendMail, *, case: Case) -> bool:
    """Return whether the record still is where this mail speaks of."""
    interview = case.interview
    match sending.mail:
        case Mail.OFFER:
            return interview.state is State.OFFERED and interview.round == sending.round
        case Mail.FOLLOW_UP:
            return interview.state is State.FOLLOWED_UP and interview.round == sending.round
        case Mail.CONFIRMED | Mail.MOVED | Mail.LINK:
            booking = interview.booking
            return booking is not None and (interview.sequence, booking.amended) == (sending.sequence, sending.amended)
        case Mail.REMINDER | Mail.CHECK_IN:
            return interview.booking is not None and interview.state in LIVE and interview.sequence == sending.sequence
        case Mail.FREED:
            return interview.booking is None and interview.sequence == sending.sequence
        case Mail.CANCELLED:
            return interview.sequence == sending.sequence
