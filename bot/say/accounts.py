"""What somebody hears whose account nobody had linked: that they are known now, or why not and what an admin can do."""

from collections.abc import Collection, Mapping

from bot.cards import Block, Bold, Card, Fine, para, spans
from bot.domain.people import Account, Barrier, Person, Platform, Verdict
from bot.reply import Enter, FormErrors, NextForm, Nothing, Open, Redraw, Refuse, Reply, Say, Show

LINK = "An admin of Usher can link your account by hand with “usher person add”."
UNKNOWN = "I don't know you yet"
SORRY = "I can't help you from this account"

PLACES: Mapping[Platform, str] = {Platform.SLACK: "Slack", Platform.TEAMS: "Teams", Platform.SANDBOX: "this demo"}


def account_card(verdict: Verdict, *, account: Account) -> Card:
    """Return what is said about a verdict; for somebody known, that what they pressed or sent can be done again."""
    match verdict:
        case Verdict.KNOWN:
            return Card("I know you now", (para("Please press the button again, or send the form once more."),))
        case Verdict.GUEST:
            return _refusal(SORRY, "You are a guest here, and I work for members only. Your recruiter can help.")
        case Verdict.STRANGER:
            return _refusal(SORRY, "It belongs to another organisation, and I work for this one only.")
        case Verdict.BOT | Verdict.GONE:
            return _refusal(SORRY, "I work for people who are active here only.")
        case Verdict.NO_MAIL:
            said = "I see no confirmed e-mail address in your profile, so I can't tell who you are."
            return _refusal(UNKNOWN, said, LINK, account=account)
        case Verdict.NOBODY:
            said = "Nobody I know has the e-mail address in your profile."
            cure = "An admin of Usher can add you, or the address, with “usher person add”; then ask me again."
            return _refusal(UNKNOWN, said, cure, account=account)
        case Verdict.LEFT:
            said = "Whoever has the e-mail address in your profile is not active in Usher any more."
            return _refusal(SORRY, said, "An admin of Usher can bring you back with “usher person add”.")
        case Verdict.NOT_TOLD:
            said = "I couldn't find out who you are, because the chat's own record of you can't be read."
            return _refusal(UNKNOWN, said, f"Please try again later. {LINK}", account=account)


BARRIERS: Mapping[Barrier, tuple[str, str]] = {
    Barrier.DEACTIVATED: ("account deactivated", "link the account they use now."),
    Barrier.ARCHIVED: ("the conversation with me is archived", "they can open it again, or link another account."),
    Barrier.NOT_IN: ("I am not in that conversation", "invite me there, or link another account."),
    Barrier.NOT_ADDED: (
        "they have not added me to their apps, or have blocked me",
        "they can add me again, and an admin can for everybody.",
    ),
    Barrier.NO_SUCH: ("there is no such account", "link the account they use now."),
    Barrier.APP_GONE: ("the app is not installed any more, or its token does not hold", "install it again."),
    Barrier.SILENCED: ("the app's Messages tab is switched off", "an admin can switch it on."),
    Barrier.UNPERMITTED: ("the app lacks a permission", "an admin can give it, by installing the app again."),
    Barrier.OTHER: ("they are refused for good", "an admin finds the answer in the log."),
}
"""Why cards do not arrive, and what mends it."""


def unreached_card(person: Person | None, *, platform: Platform, barrier: Barrier) -> Card:
    """Return the card about a chat account that takes no cards; without a person, it is nobody's that does."""
    why, cure = BARRIERS[barrier]
    whose = f"to {person.name} " if person else ""
    title = f"Needs you: cards {whose}do not arrive in {PLACES[platform]}"
    said = f"{why[:1].upper()}{why[1:]}. They go by mail meanwhile; {cure}"
    return Card(title, (para(said),))


def here_card(platform: Platform, *, elsewhere: Collection[Platform]) -> Card:
    """Return where somebody is written to from now on; `elsewhere` is where else they are known."""
    title = f"I write to you here, in {PLACES[platform]}"
    if not elsewhere:
        return Card(
            title, (para("It is the only place I know you from. Write to me from another one, and I know it too."),)
        )
    others = " and ".join(sorted(PLACES[each] for each in elsewhere if each is not platform)) or "your other account"
    said = (
        f"From now on, what I have to tell you comes here. What stands in {others} stays there and is kept up to date."
    )
    return Card(title, (para(said), Fine(spans(f"Answer me in {others}, and I write to you there again."))))


def answer_card(reply: Reply, *, asked: str, title: str = "") -> Card:
    """Return as a message of its own what could not be answered inside the request that asked it."""
    named = title or _title(asked)
    match reply:
        case Say(card) | Redraw(card):
            return card
        case Refuse(text, card):
            return Card(named, (para(text), *((para(Bold(card.title)), *card.blocks) if card else ())))
        case FormErrors(errors):
            return Card(named, (para(" ".join(errors.values())),))
        case Open() | NextForm():
            return Card("I know you now", (para(f"Type “{asked}” again, and the form opens."),))
        case Show() | Enter() | Nothing():
            return Card(named, (para("Done."),))


def _title(asked: str) -> str:
    return f"You asked: {asked[:60]}" if asked else "You asked me something"


def _refusal(title: str, *said: str, account: Account | None = None) -> Card:
    named = f"Your account: {account.tenant}/{account.user}" if account else ""
    fine: tuple[Block, ...] = (Fine(spans(named)),) if named else ()
    return Card(title, (*(para(each) for each in said), *fine))
