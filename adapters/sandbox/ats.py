"""An ATS in miniature: applications with their stages, web hooks that wait until they are taken, notes written back."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from adapters.sandbox.shelf import Shelf
from bot.codec import plain, structured
from bot.domain.pipeline import Status
from bot.domain.scorecard import Written
from bot.domain.time import Interval
from bot.effects import Outcome
from bot.inbound import ApplicationSeen, AtsRecord
from bot.ports import Clock, Handle, Permanent

NAME = "sandbox"
APPLICATION, NOTE, FEEDBACK, DELIVERY = "ats.application", "ats.note", "ats.feedback", "ats.delivery"
MOVED, DECIDED = "candidate_stage_change", "application_updated"


@dataclass(frozen=True, slots=True)
class Row:
    """One application on the board: its record, the stages of its job in order, and the hooks nobody has taken yet."""

    record: AtsRecord
    stages: tuple[str, ...]
    waiting: tuple[ApplicationSeen, ...] = ()
    moves: tuple[str, ...] = ()
    """Keys of the moves that were asked through the API, so that none is made twice."""

    @property
    def ahead(self) -> tuple[str, ...]:
        """The stages after the present one, in order; none at the last."""
        return self.stages[self.stages.index(self.record.stage) + 1 :]


@dataclass(frozen=True, slots=True)
class Note:
    """What Usher wrote back; `at` and `span` are aware UTC."""

    application: str
    outcome: Outcome
    span: Interval | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Kept:
    """What an interviewer wrote of an application."""

    application: str
    written: Written


class SandboxAts:
    """Implements `bot.ports.Ats`. A change and its hook are one document, so a hook is never lost, only late."""

    def __init__(self, shelf: Shelf, *, clock: Clock) -> None:
        self._shelf = shelf
        self._clock = clock
        self._turn = asyncio.Lock()
        self._delivering = asyncio.Lock()

    async def read(self, application: str) -> AtsRecord:
        """Return the record as it stands; raises Permanent for an unknown id."""
        return (await self._row(application)).record

    async def write(self, application: str, outcome: Outcome, *, span: Interval | None, key: str) -> None:
        """Note an outcome on the application, once per key; raises Permanent for an unknown id."""
        await self._row(application)
        if await self._shelf.get(NOTE, key) is None:
            await self._shelf.put(NOTE, key, plain(Note(application, outcome, span, self._clock()), Note))

    async def feedback(self, application: str, written: Written, *, key: str) -> None:
        """Keep what an interviewer wrote, once per key; raises Permanent for an unknown id."""
        await self._row(application)
        if await self._shelf.get(FEEDBACK, key) is None:
            await self._shelf.put(FEEDBACK, key, plain(Kept(application, written), Kept))

    async def scorecards(self, application: str) -> Sequence[Written]:
        """Return what was written of an application, oldest first."""
        kept = [structured(body, Kept) for _, body in await self._shelf.all(FEEDBACK)]
        return [each.written for each in kept if each.application == application]

    async def notes(self, application: str) -> Sequence[Note]:
        """Return what was written back to an application, oldest first."""
        return [note for note in await self.every_note() if note.application == application]

    async def every_note(self) -> Sequence[Note]:
        """Return what was ever written back, oldest first."""
        return [structured(body, Note) for _, body in await self._shelf.all(NOTE)]

    async def board(self) -> Sequence[Row]:
        return [structured(body, Row) for _, body in await self._shelf.all(APPLICATION)]

    async def add(self, record: AtsRecord, *, stages: tuple[str, ...]) -> None:
        """Put an application on the board, unless it is there already; sends no hook. Its stage must be one of them."""
        if record.stage not in stages:
            raise ValueError("the application stands at a stage that its job does not have")
        async with self._turn:
            if await self._shelf.get(APPLICATION, record.application) is None:
                await self._save(Row(record, stages))

    async def move(self, application: str, *, status: Status, key: str) -> None:
        """Set the status as asked through the API, once per key; its hook follows. Raises Permanent for an unknown id."""
        async with self._turn:
            row = await self._row(application)
            if key in row.moves:
                return
            row = replace(row, moves=(*row.moves, key))
            if row.record.status is status:
                await self._save(row)
            else:
                await self._change(row, replace(row.record, status=status), kind=DECIDED)

    async def advance(self, application: str, *, stage: str) -> None:
        """Move a candidate to a stage as a recruiter would; being there already makes no hook.

        Raises Permanent for unknown names.
        """
        async with self._turn:
            row = await self._row(application)
            if stage not in row.stages:
                raise Permanent("no such stage")
            if row.record.stage != stage:
                await self._change(row, replace(row.record, stage=stage, stage_id=stage.casefold()), kind=MOVED)

    async def decide(self, application: str, *, status: Status) -> None:
        """Set the status as a recruiter would (withdrawn, on hold …); raises Permanent for an unknown id."""
        async with self._turn:
            row = await self._row(application)
            if row.record.status is not status:
                await self._change(row, replace(row.record, status=status), kind=DECIDED)

    async def deliver(self, handle: Handle) -> int:
        """Hand every waiting hook over, oldest first; returns how many were taken.

        What `handle` raises is passed on, and that hook waits for the next try; its delivery id stays the same.
        """
        async with self._delivering:
            waiting = sorted((hook for row in await self.board() for hook in row.waiting), key=_number)
            for hook in waiting:
                await handle(hook)
                await self._taken(hook)
            return len(waiting)

    async def _change(self, row: Row, record: AtsRecord, *, kind: str) -> None:
        delivery = f"{NAME}-{await self._shelf.next(DELIVERY)}"
        hook = ApplicationSeen(NAME, delivery, kind, record, at=self._clock())
        await self._save(replace(row, record=record, waiting=(*row.waiting, hook)))

    async def _taken(self, hook: ApplicationSeen) -> None:
        async with self._turn:
            row = await self._row(hook.record.application)
            left = tuple(waiting for waiting in row.waiting if waiting.delivery != hook.delivery)
            await self._save(replace(row, waiting=left))

    async def _row(self, application: str) -> Row:
        body = await self._shelf.get(APPLICATION, application)
        if body is None:
            raise Permanent("no such application")
        return structured(body, Row)

    async def _save(self, row: Row) -> None:
        await self._shelf.put(APPLICATION, row.record.application, plain(row, Row))


def _number(hook: ApplicationSeen) -> int:
    return int(hook.delivery.rpartition("-")[2])
