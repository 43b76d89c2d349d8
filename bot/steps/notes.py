"""Writing a note down, once however often its form is sent."""

from dataclasses import replace

from bot.domain.access import Viewer
from bot.domain.notes import Note, says_nothing
from bot.ports import Work


async def write_down(note: Note, *, work: Work) -> None:
    """Save the note; the same words by the same person as the newest one are that note, sent twice."""
    viewer = Viewer.person(note.author, why="note")
    newest = await work.notes.of(note.application, viewer=viewer, limit=1)
    if newest and replace(newest[0], at=note.at, origin=note.origin) == note:
        return
    await work.notes.add(note)
    detail = {"origin": note.origin.value, "observation": "no" if says_nothing(note.text) else "yes"}
    detail |= {"brief": "yes"} if note.in_brief else {}
    await work.audit.changed("note.added", subject=note.application, by=viewer, detail=detail)
