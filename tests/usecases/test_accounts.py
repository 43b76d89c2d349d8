"""Somebody speaks whom nobody has linked: "one moment", the platform is asked, and what they typed runs or is refused."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace

import pytest

from bot.actions import ShowInterview
from bot.asked import ANSWER_LOST
from bot.cards import Card
from bot.domain.conversation import Conversation
from bot.domain.ids import InterviewId, PersonId
from bot.domain.people import Account, Membership, Person, Platform, Profile, Role, Verdict
from bot.effects import TellAccount, WhoIs
from bot.inbound import Inbound, Pressed, Submitted, Typed
from bot.ports import Happening, Permanent, Posted, Store, Transient
from bot.reply import Refuse
from bot.say.accounts import account_card
from bot.usecases.accounts import ONE_MOMENT, STILL_LOOKING
from storage.engine import open_store
from tests.office import Office, said
from tests.when import SettableClock

NEW = Account(Platform.SANDBOX, "demo", "noor")
NOOR = Person(PersonId(0), "Noor Haddad", "noor@northwind.example", roles=frozenset({Role.RECRUITER}))
MEMBER = Profile(Membership.MEMBER, "Noor Haddad (she)", "Noor@Northwind.example", "America/New_York")
MOMENT, STILL = Refuse(ONE_MOMENT), Refuse(STILL_LOOKING)


@pytest.fixture
async def office(store: Store, clock: SettableClock) -> Office:
    return await furnished(Office(store, clock))


async def furnished(office: Office) -> Office:
    """Noor works here, and nobody has linked her account."""
    await office.furnish()
    await office.seen()
    await office.settle()
    await hire(office, NOOR)
    office.profiles[NEW.user] = MEMBER
    return office


async def hire(office: Office, person: Person) -> None:
    async with office.store() as work:
        await work.people.add(person)


async def linked(office: Office) -> Person | None:
    async with office.store() as work:
        return await work.people.by_account(NEW)


async def told(office: Office) -> list[str]:
    """Return every direct message that the new account got."""
    return [said(line) for line in await office.chat.lines(NEW.user)]


async def audited(office: Office) -> Sequence[Happening]:
    async with office.store() as work:
        return [row for row in await work.audit.recent(limit=50) if row.what.startswith("account.")]


async def types(office: Office, text: str) -> object:
    return await office.handle(Typed(NEW, text))


# --- a person with exactly that mail ------------------------------------------------------------------------------


async def test_what_was_typed_runs_once_the_asker_is_known(office: Office) -> None:
    reply = await types(office, "status ada")
    before = await told(office)
    await office.settle()

    assert (reply, before) == (MOMENT, [])
    (message,) = await told(office)
    assert "Ada O. · Recruiter screen" in message


async def test_the_account_is_linked_by_mail_and_the_audit_says_so(office: Office) -> None:
    await types(office, "help")
    await office.settle()

    person = await linked(office)
    assert person is not None
    assert person.email == NOOR.email
    (row,) = await audited(office)
    assert (row.what, row.subject, row.detail) == (
        "account.linked", str(person.id), {"platform": "sandbox", "by": "mail"},
    )  # fmt: skip


async def test_from_then_on_answers_come_inside_the_request(office: Office) -> None:
    await types(office, "help")
    await office.settle()

    assert not isinstance(await types(office, "status ada"), Refuse)
    await office.settle()
    assert len(await told(office)) == 1


@pytest.mark.parametrize(
    ("before", "name", "zone"),
    [
        (NOOR, "Noor Haddad", "America/New_York"),
        (replace(NOOR, zone=""), "Noor Haddad", "America/New_York"),
        (replace(NOOR, name=" "), "Noor Haddad (she)", "America/New_York"),
        (replace(NOOR, zone="Asia/Tokyo"), "Noor Haddad", "Asia/Tokyo"),
    ],
    ids=["utc_is_what_a_record_begins_with", "no_zone", "no_name", "a_zone_that_an_admin_set"],
)
async def test_zone_and_name_are_taken_only_where_we_have_none(
    store: Store, clock: SettableClock, before: Person, name: str, zone: str
) -> None:
    office = await Office(store, clock).furnish()
    await hire(office, before)
    office.profiles[NEW.user] = MEMBER
    await types(office, "help")
    await office.settle()

    person = await linked(office)
    assert person is not None
    assert (person.name, person.zone) == (name, zone)


async def test_a_profile_without_a_zone_takes_none_away(office: Office) -> None:
    office.profiles[NEW.user] = replace(MEMBER, zone="")
    await types(office, "help")
    await office.settle()

    person = await linked(office)
    assert person is not None
    assert person.zone == "UTC"


async def test_a_refused_command_is_refused_by_message(office: Office) -> None:
    await types(office, "status nobody at all")
    await office.settle()

    (message,) = await told(office)
    assert "You asked: status nobody at all" in message
    assert "I find nobody called" in message


async def test_a_form_cannot_open_by_itself_so_its_asker_types_again(office: Office) -> None:
    await types(office, "schedule ada")
    await office.settle()

    (message,) = await told(office)
    assert "I know you now" in message
    assert "Type “schedule ada” again, and the form opens." in message
    assert not isinstance(await types(office, "schedule ada"), Refuse)


@pytest.mark.parametrize(
    "done", [Pressed(NEW, ShowInterview(InterviewId("i1"))), Submitted(NEW, None, {})], ids=["press", "form"]
)
async def test_what_was_pressed_or_sent_is_to_be_done_again(office: Office, done: Inbound) -> None:
    reply = await office.handle(done)
    await office.settle()

    assert reply == MOMENT
    (message,) = await told(office)
    assert "Please press the button again, or send the form once more." in message


async def test_somebody_linked_by_an_admin_meanwhile_stays_linked_as_the_admin_said(office: Office) -> None:
    await types(office, "help")
    async with office.store() as work:
        await work.people.link(NEW, person=office.rae.id)
    await office.settle()

    person = await linked(office)
    assert person is not None
    assert person.email == office.rae.email
    assert len(await told(office)) == 1


# --- typing again -------------------------------------------------------------------------------------------------


async def test_typing_again_and_again_asks_once_and_answers_once(office: Office) -> None:
    replies = [await types(office, "status ada") for _ in range(5)]
    await office.settle()

    assert replies == [MOMENT, STILL, STILL, STILL, STILL]
    assert len(await told(office)) == 1
    assert len(await audited(office)) == 1


async def test_typing_in_two_places_at_the_same_moment_asks_once(office: Office) -> None:
    replies = await asyncio.gather(*(types(office, "status ada") for _ in range(4)))
    await office.settle()

    assert sorted(map(replies.count, (MOMENT, STILL))) == [1, 3]
    assert len(await told(office)) == 1


async def test_other_people_are_looked_up_beside_it(office: Office) -> None:
    await types(office, "help")

    assert await office.handle(Typed(replace(NEW, user="omar"), "help")) == MOMENT


async def test_a_look_up_that_is_over_can_be_made_again(office: Office) -> None:
    office.profiles[NEW.user] = replace(MEMBER, email="other@northwind.example")
    await types(office, "help")
    await office.settle()
    await hire(office, replace(NOOR, email="other@northwind.example"))

    assert await types(office, "help") == MOMENT
    await office.settle()
    assert await linked(office) is not None


# --- who is not let in --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("profile", "why", "words"),
    [
        (replace(MEMBER, membership=Membership.GUEST), "guest", "I work for members only"),
        (replace(MEMBER, membership=Membership.STRANGER), "stranger", "another organisation"),
        (replace(MEMBER, membership=Membership.GONE), "gone", "people who are active here"),
        (replace(MEMBER, email=""), "no_mail", "no confirmed e-mail address"),
        (replace(MEMBER, email="noor@elsewhere.example"), "nobody", "usher person add"),
    ],
    ids=lambda value: value if isinstance(value, str) and " " not in value else "",
)
async def test_somebody_who_may_not_is_refused_politely_and_never_linked(
    office: Office, profile: Profile, why: str, words: str
) -> None:
    office.profiles[NEW.user] = profile
    await types(office, "status ada")
    await office.settle()

    (message,) = await told(office)
    assert words in message
    assert "Ada" not in message
    assert await linked(office) is None
    assert [(row.what, row.subject, row.detail) for row in await audited(office)] == [
        ("account.refused", "sandbox:demo:noor", {"why": why})
    ]


async def test_a_bot_is_refused_and_not_even_written_to(office: Office) -> None:
    office.profiles[NEW.user] = replace(MEMBER, membership=Membership.BOT)
    await types(office, "status ada")
    await office.settle()

    assert await told(office) == []
    assert await linked(office) is None
    assert [row.detail for row in await audited(office)] == [{"why": "bot"}]


async def test_somebody_who_left_is_not_linked_by_their_old_mail(store: Store, clock: SettableClock) -> None:
    office = await Office(store, clock).furnish()
    await hire(office, replace(NOOR, active=False))
    office.profiles[NEW.user] = MEMBER
    await types(office, "help")
    await office.settle()

    assert await linked(office) is None
    assert "not active in Usher any more" in (await told(office))[0]


async def test_the_one_nobody_knows_learns_what_an_admin_has_to_name(office: Office) -> None:
    office.profiles[NEW.user] = replace(MEMBER, email="noor@elsewhere.example")
    await types(office, "help")
    await office.settle()

    assert "Your account: demo/noor" in (await told(office))[0]


@pytest.mark.parametrize("verdict", list(Verdict))
def test_every_verdict_has_its_words(verdict: Verdict) -> None:
    card = account_card(verdict, account=NEW)

    assert card.title
    assert card.blocks


# --- what can go wrong --------------------------------------------------------------------------------------------


@dataclass
class Watch:
    """Real seconds, by which the relay tries again."""

    seconds: float = 1_800_000_000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
async def patient(database_url: str, clock: SettableClock, watch: Watch) -> AsyncIterator[Office]:
    """The office with time to wait in: see `hours_pass`."""
    database = open_store(database_url, clock=clock, real=watch)
    yield await furnished(Office(database.store, clock))
    await database.close()


async def hours_pass(office: Office, watch: Watch) -> None:
    for _ in range(4):
        await office.settle()
        watch.seconds += 3600


@dataclass
class Line:
    """The sandbox chat behind a line that meets these faults, one per call, before it does what was asked."""

    office: Office
    who_faults: list[Exception] = field(default_factory=list)
    post_faults: list[Exception] = field(default_factory=list)
    asked: int = 0

    async def who(self, account: Account) -> Profile:
        self.asked += 1
        if self.who_faults:
            raise self.who_faults.pop(0)
        return await self.office.chat.who(account)

    async def ready(self, to: Account, *, key: str, at: Conversation | None = None) -> None:
        await self.office.chat.ready(to, key=key, at=at)

    async def post(self, to: Account, card: Card, *, key: str, thread: str = "") -> Posted:
        if self.post_faults:
            raise self.post_faults.pop(0)
        return await self.office.chat.post(to, card, key=key, thread=thread)

    async def find(self, to: Account, *, key: str, thread: str = "") -> Posted | None:
        return await self.office.chat.find(to, key=key, thread=thread)

    async def aside(self, to: Account, card: Card, *, at: Conversation) -> None:
        await self.office.chat.aside(to, card, at=at)

    async def announce(self, at: Account, card: Card, *, key: str) -> Posted:
        return await self.office.chat.announce(at, card, key=key)

    async def home(self, to: Account, card: Card) -> None:
        await self.office.chat.home(to, card)

    async def redraw(self, to: Account, posted: Posted, card: Card) -> None:
        await self.office.chat.redraw(to, posted, card)


async def test_a_look_up_that_fails_for_now_is_made_again(patient: Office, watch: Watch) -> None:
    line = Line(patient, who_faults=[Transient("503"), Transient("503")])
    patient.plug_chat({Platform.SANDBOX: line})
    await types(patient, "status ada")

    await hours_pass(patient, watch)

    assert line.asked == 3
    assert "Ada O." in (await told(patient))[0]


async def test_a_look_up_that_can_never_be_made_is_told_and_typing_again_asks_again(office: Office) -> None:
    office.plug_chat({Platform.SANDBOX: Line(office, who_faults=[Permanent("missing_scope")])})
    await types(office, "status ada")
    await office.settle()
    words = (await told(office))[0]
    again = await types(office, "status ada")
    await office.settle()

    assert "I couldn't find out who you are" in words
    assert again == MOMENT
    assert "Ada O." in (await told(office))[1]
    assert [row.detail.get("why") for row in await audited(office)] == [None, "not_told"]


async def test_an_answer_that_may_have_run_is_not_run_again_but_said_to_be_lost(patient: Office, watch: Watch) -> None:
    line = Line(patient, post_faults=[Transient("503")])
    patient.plug_chat({Platform.SANDBOX: line})
    await types(patient, "status ada")

    await hours_pass(patient, watch)

    (message,) = await told(patient)
    assert ANSWER_LOST in message


async def test_somebody_who_cannot_be_written_to_is_left_alone_and_nothing_waits(office: Office) -> None:
    office.plug_chat({Platform.SANDBOX: Line(office, post_faults=[Permanent("cannot_dm")])})
    await types(office, "help")
    await office.settle()

    assert await told(office) == []
    assert await linked(office) is not None
    assert await waiting(office) == []


async def test_a_platform_that_is_not_connected_leaves_nothing_behind(office: Office) -> None:
    office.plug_chat({})
    await types(office, "help")
    await office.settle()

    assert await waiting(office) == []
    assert [row.detail for row in await audited(office)] == [{"why": "not_told"}]


async def waiting(office: Office) -> list[object]:
    async with office.store() as work:
        rows = await work.outbox.claim(limit=50)
    return [row for row in rows if isinstance(getattr(row, "effect", None), WhoIs | TellAccount)]
