"""An office of two recruiters, Rae and Bo, who work on the same candidates; and forms as people see them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from bot.actions import FormAction
from bot.cards import Bold, Fine, Link, Para, Plain, Span, When
from bot.codec import encode
from bot.domain.access import USHER
from bot.domain.ids import ApplicationId, CandidateId, OpeningId, PersonId
from bot.domain.people import Account, Person, Platform, Role
from bot.domain.pipeline import Application, Candidate, NextAction, Opening
from bot.forms import Form
from bot.inbound import Drafted, Submitted, Typed
from bot.reply import NextForm, Open, Refuse, Reply
from tests.office import RAES, Office
from tests.when import NOON

DAY = timedelta(days=1)
BO = Person(PersonId(0), "Bo Lind", "bo@northwind.example", zone="Europe/London", roles=frozenset({Role.RECRUITER}))
BOS = Account(Platform.SANDBOX, "demo", "bo")
CHEF = Opening(OpeningId("chef"), "Pastry Chef")


class Pair(Office):
    """Rae, who recruits for everything, and Bo, who may do the same; a role that no ATS owns."""

    async def furnish_more(self) -> "Pair":
        await self.furnish()
        async with self.store() as work:
            self.bo = await work.people.add(BO)
            await work.people.link(BOS, person=self.bo.id)
            await work.openings.add(replace(CHEF, recruiter=self.rae.id))
        return self

    async def applies(self, name: str) -> ApplicationId:
        """Somebody applies for the Pastry Chef by hand."""
        async with self.store() as work:
            candidate = await work.candidates.add(Candidate(CandidateId(0), name, "them@mail.example"))
            key = ApplicationId(f"of-{candidate.id:013d}")
            action = NextAction("Call them", self.rae.id, NOON + DAY)
            await work.applications.add(Application(key, candidate.id, CHEF.id, "Screen", next=action))
        return key

    async def of(self, key: ApplicationId) -> Application:
        async with self.store() as work:
            found = await work.applications.get(key, viewer=USHER)
        assert found is not None
        return found

    async def notes(self, key: ApplicationId) -> list[str]:
        async with self.store() as work:
            return [note.text for note in await work.notes.of(key, viewer=USHER)]

    async def moves(self, key: ApplicationId, **fields: object) -> None:
        """Somebody or something changes the application."""
        async with self.store() as work:
            found = await work.applications.get(key, viewer=USHER)
            assert found is not None
            await work.applications.save(replace(found, **fields))

    async def becomes(self, person: Person, **fields: object) -> None:
        """An admin changes what a person is; without fields, they are as before."""
        async with self.store() as work:
            await work.people.save(replace(person, **fields))

    async def draft(self, action: FormAction, *, person: Person) -> Mapping[str, str] | None:
        """Return what is kept for a person under a form that has nothing to do with any moment."""
        async with self.store() as work:
            found = await work.drafts.get(person.id, encode(action, FormAction))
        return found.values if found else None

    async def opens(self, command: str, *, account: Account = RAES) -> Form:
        return form(await self.handle(Typed(account, command)))

    async def leaves_open(self, action: FormAction | None, *, account: Account = RAES, **values: str) -> None:
        """Somebody fills a form and closes it."""
        await self.handle(Drafted(account, action, values))

    async def sends(self, action: FormAction, *, account: Account = RAES, **values: str) -> Reply:
        return await self.handle(Submitted(account, action, values))


def form(reply: Reply) -> Form:
    assert isinstance(reply, Open | NextForm), reply
    return reply.form


def refusal(reply: Reply) -> Refuse:
    assert isinstance(reply, Refuse), reply
    return reply


def held(shown: Form) -> dict[str, str]:
    """Return what the fields of a form hold, by name."""
    return {field.name: field.initial for field in shown.fields}


def intro(shown: Form) -> str:
    """Return what a form says before its fields."""
    return "\n".join(line(block.spans) for block in shown.intro if isinstance(block, Para | Fine))


def line(spans: tuple[Span, ...]) -> str:
    words = []
    for span in spans:
        match span:
            case Plain(text) | Bold(text) | Link(text, _):
                words.append(text)
            case When(at):
                words.append(f"{at:%d %b %H:%M}")
            case _:
                words.append("?")
    return "".join(words)
