"""What the last press brought, in a few words for each part of the page: seen at a glance, and read out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from adapters.sandbox.view.board import Column
from adapters.sandbox.view.panes import Pane


@dataclass(frozen=True, slots=True)
class News:
    """`anchor` is the id of the part where it stands."""

    anchor: str
    where: str
    what: str


def news(panes: Sequence[Pane], board: Sequence[Column], *, mails: int) -> Sequence[News]:
    """Return nothing for what is as it was; `mails` is how many came."""
    return [*_of_chats(panes), *_of_mails(mails), *_of_the_board(board)]


def _of_chats(panes: Sequence[Pane]) -> Iterator[News]:
    for pane in panes:
        if pane.fresh:
            yield News(f"chat-{pane.user}", pane.name.split()[0], _counted(pane.fresh, "message"))


def _of_mails(mails: int) -> Iterator[News]:
    if mails:
        yield News("mail", "Mailboxes", _counted(mails, "mail"))


def _of_the_board(board: Sequence[Column]) -> Iterator[News]:
    notes = sum(written.is_new for column in board for card in column.cards for written in card.notes)
    if notes:
        yield News("ats", "ATS", _counted(notes, "note"))


def _counted(number: int, word: str) -> str:
    return f"{number} new {word}{'' if number == 1 else 's'}"
