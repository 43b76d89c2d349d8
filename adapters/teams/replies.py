"""How a reply of the core stands in the answer to an invoke: in place of the pressed card, or in a dialog.

An answer to `Action.Execute` is seen by its presser alone: a card in place of theirs, or a line of text below it
(learn.microsoft.com/microsoftteams/platform, “Universal Actions”). A dialog is answered with what it shows next, with a
last message, or with nothing, which closes it (“Return a response for a dialog”).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adapters.teams import render
from adapters.teams.keys import DRAFT, FORM, SHOWN, TITLE
from adapters.teams.parse import Sent
from bot.actions import Action
from bot.cards import Bold, Card, para
from bot.forms import Form
from bot.inbound import Drafted, Submitted
from bot.ports import Links
from bot.reply import Enter, FormErrors, NextForm, Nothing, Open, Redraw, Refuse, Reply, Say, Show

Json = dict[str, Any]

TEXT = "application/vnd.microsoft.activity.message"
ERROR = "application/vnd.microsoft.error"
DONE = "Done."
KEPT = "Kept. It stands in the form when you open it again."
SENT = "I sent it to you in our chat."
BELOW = "It stands below."
NOT_SENT = "I couldn't reach you in our chat just now. Please try again in a minute."
NOTHING_NEWER = "There is nothing newer to show."
OPEN_AGAIN = "Nothing was sent. Please open the form once more."
NOT_OPENED = "Your Teams didn't open the form. Please try once more in the Teams app on a computer or on the web."
WIDTH, HEIGHT = "medium", "medium"


@dataclass(frozen=True, slots=True)
class Answer:
    """The body that answers an invoke, None for an empty one; `say` goes to its asker as a message of its own."""

    body: Json | None
    say: Card | None = None


def in_place(reply: Reply, *, action: Action | None, personal: bool, links: Links | None) -> Answer:
    """Return the answer to an `Action.Execute`, pressed in the presser's own chat (`personal`) or where others read."""
    match reply:
        case Redraw(card):
            return Answer(_drawn(render.card(card, links=links)))
        case Say(card):
            return Answer(told(BELOW if personal else SENT), say=card)
        case Refuse(text, None):
            return Answer(told(text))
        case Refuse(text, card):
            return Answer(_drawn(render.notice(text, card=card, links=links)))
        case FormErrors(errors):
            return Answer(told(" ".join(errors.values())))
        case Open(form) | NextForm(form):
            return Answer(told(NOT_OPENED) if action is None else _drawn(render.opener(form.title, action)))
        case Show() | Enter() | Nothing():
            return Answer(told(DONE))


def in_dialog(reply: Reply, *, to: Sent, opening: bool, links: Links | None) -> Answer:
    """Return the answer to what opened a dialog, or was pressed or sent in one."""
    heard = to.inbound
    match reply:
        case Open(form) | NextForm(form):
            return Answer(_form(form))
        case FormErrors(errors) if isinstance(heard, Submitted):
            return Answer(_again(to, values=heard.values, errors=errors))
        case Refuse(text, None) if isinstance(heard, Submitted):
            return Answer(_again(to, values=heard.values, errors={"": text}))
        case FormErrors(errors):
            return Answer(_pane(render.pane_notice(" ".join(errors.values()))))
        case Refuse(text, card):
            return Answer(_pane(render.pane_notice(text, card=card, links=links), title=card.title if card else ""))
        case Redraw() if isinstance(heard, Submitted):
            return Answer(None)
        case Say(card) | Redraw(card):
            return Answer(_pane(render.pane(card, links=links), title=card.title))
        case Show() | Enter() | Nothing():
            if isinstance(heard, Drafted):
                return Answer({"task": {"type": "message", "value": KEPT}})
            return Answer({"task": {"type": "message", "value": DONE}} if opening else None)


def as_message(reply: Reply) -> Card | None:
    """Return what goes to the asker where nothing else can carry the reply; None for nothing.

    A card that was posted is redrawn by the outbox.
    """
    match reply:
        case Say(card):
            return card
        case Refuse(text, None):
            return Card("About what you just sent", (para(text),))
        case Refuse(text, card):
            fresh = (para(Bold(card.title)), *card.blocks) if card else ()
            return Card("About what you just sent", (para(text), *fresh))
        case FormErrors(errors):
            return Card("About what you just sent", (para(" ".join(errors.values())),))
        case Open() | NextForm():
            return Card("The form didn't open", (para(NOT_OPENED),))
        case Redraw() | Show() | Enter() | Nothing():
            return None


def told(text: str) -> Json:
    """Return the answer to an `Action.Execute` that leaves the card as it is and shows a line of text."""
    return {"statusCode": 200, "type": TEXT, "value": text}


def drawn(card: Card, *, reader: str, links: Links | None) -> Json:
    """Return the answer to an `Action.Execute` that puts a card in place, which goes on refreshing for `reader` (`29:…`)."""
    return _drawn(render.card(card, links=links, readers=(reader,) if reader else ()))


def failed(code: str, message: str, *, status: int) -> Json:
    """Return the answer to an `Action.Execute` that could not be carried out."""
    return {"statusCode": status, "type": ERROR, "value": {"code": code, "message": message}}


def _drawn(content: Json) -> Json:
    return {"statusCode": 200, "type": render.ADAPTIVE, "value": content}


def _form(form: Form) -> Json:
    return _pane(_echoing(render.form(form), title=form.title), title=form.title)


def _again(sent: Sent, *, values: Mapping[str, str], errors: Mapping[str, str]) -> Json:
    """Return the form as its sender had it, with what is wrong: Teams puts the answer in the place of what they saw."""
    if not _is_form(sent.shown):
        return _pane(render.pane_notice(" ".join((*errors.values(), OPEN_AGAIN))))
    marked = render.again(dict(sent.shown), values=values, errors=errors)
    return _pane(_echoing(marked, title=sent.title), title=sent.title)


def _echoing(content: Json, *, title: str) -> Json:
    """Return a form that sends its own card along, so that it can be shown once more; a draft needs none.

    What stands in the fields comes back from Teams by itself.
    """
    bare = {**content, "body": [_empty(part) for part in content["body"]]}
    if render.size(content) + render.size(bare) > render.LARGEST:
        return content
    actions = [
        {**each, "data": {**data, SHOWN: bare, TITLE: title}} if FORM in data and DRAFT not in data else each
        for each in content.get("actions", [])
        for data in [each.get("data", {})]
    ]
    return {**content, "actions": actions}


def _empty(part: Json) -> Json:
    return {key: told for key, told in part.items() if key != "value"}


def _is_form(shown: Mapping[str, Any]) -> bool:
    """Whether what came back can be a form of ours: whoever sends it sees it again, and nobody else does."""
    lists = (shown.get("body"), shown.get("actions"))
    if shown.get("type") != "AdaptiveCard" or not all(isinstance(each, list) for each in lists):
        return False
    parts = [each for listed in lists if isinstance(listed, list) for each in listed]
    return all(isinstance(each, dict) and isinstance(each.get("id", ""), str) for each in parts) and all(
        isinstance(each.get("data", {}), dict) for each in parts
    )


def _pane(content: Json, *, title: str = "") -> Json:
    shown = {"title": title[:80] or "Usher", "width": WIDTH, "height": HEIGHT, "card": render.attachment(content)}
    return {"task": {"type": "continue", "value": shown}}
