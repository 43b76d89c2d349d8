"""The pages that need nothing from the core: a link, a form or a path that leads nowhere, told without blame."""

from http import HTTPStatus

from bot.cards import Block, Fine, Para, para, spans
from bot.pages import Page, Step
from bot.reply import Refuse

_BACK = Step("", "Back to the page", tone="primary", verb="look")
_A_PERSON = para("If that does not help, write to the person named at the end of that mail, and they will sort it out.")


def forged() -> Page:
    """For a token that is not ours, or not whole."""
    return Page(
        "This link does not work",
        (
            para("Part of it may have got lost on the way. Please open it again from the latest mail you got from us."),
            _A_PERSON,
        ),
        status=HTTPStatus.NOT_FOUND,
    )


def no_way_in() -> Page:
    """For a sign-in link that is not ours, or not whole."""
    return Page(
        "This link does not work",
        (
            para("Part of it may have got lost on the way. Please open it again from the message that it came in."),
            para("Or open the page that you wanted; it sends you a new one."),
        ),
        status=HTTPStatus.NOT_FOUND,
    )


def reopened() -> Page:
    """For a form that was opened before its reader signed in or out, or that another site made."""
    return Page(
        "Please open the page again",
        (para("You signed in or out since this page was opened, so nothing was changed."),),
        (_BACK,),
        status=HTTPStatus.FORBIDDEN,
    )


def elsewhere() -> Page:
    """For a form that another site sent here."""
    return Page(
        "Please use the button on this page",
        (para("What just came in was sent from another site, so nothing was changed."),),
        (_BACK,),
        status=HTTPStatus.FORBIDDEN,
    )


def too_long() -> Page:
    return Page(
        "That was too long for us",
        (
            para("Nothing was changed. Your browser's back button brings back what you wrote, so you can shorten it."),
            para("If you have more to tell us, please write to the person named in the mail."),
        ),
        (_BACK,),
        status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    )


def unreadable(status: int = HTTPStatus.BAD_REQUEST) -> Page:
    """For a form that came in with parts missing, or in a shape that no form of ours has."""
    return Page(
        "We could not read that",
        (para("Something got lost on the way, and nothing was changed. Please open the page again and retry."),),
        (_BACK,),
        status=status,
    )


def refused(reply: Refuse) -> Page:
    """For the core's anticipated "no", with the fresh state below it where there is one."""
    state: tuple[Block, ...] = reply.card.blocks if reply.card else ()
    return Page("That is not possible now", (para(reply.text), *state), (_BACK,), status=HTTPStatus.CONFLICT)


def settled() -> Page:
    """For a press that is done and leaves nothing to show."""
    return Page("Done", (para("We have noted that."),), (_BACK,))


def failed(status: int, *, reference: str = "") -> Page:
    """For everything else: a path that is not there, a method that makes no sense here, or a fault of ours."""
    if status == HTTPStatus.NOT_FOUND:
        return Page("There is nothing here", (para("Please open the link from the latest mail again."),), status=status)
    if status < HTTPStatus.INTERNAL_SERVER_ERROR:
        return unreadable(status)
    sorry: tuple[Block, ...] = (
        para("This is our fault, not yours. Please try again in a minute."),
        Para(spans("If it happens again, write to the person named in the mail; they can arrange it for you.")),
    )
    note: tuple[Block, ...] = (Fine(spans(f"If you write, please mention {reference}.")),) if reference else ()
    return Page("Something went wrong on our side", (*sorry, *note), status=status)
