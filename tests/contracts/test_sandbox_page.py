"""The demo's page over real HTTP: what is drawn can be pressed, what is sent reaches the core, strangers reach nothing."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlencode

import pytest
from aiohttp import ClientResponse, ClientSession, FormData, web

from adapters.sandbox import page as the_page
from adapters.sandbox.chat import account
from adapters.sandbox.clock import MovableClock
from adapters.sandbox.coming import Coming
from adapters.sandbox.page import Works, routes
from adapters.sandbox.post import pieces
from adapters.sandbox.seed import INES, ORGANIZER, RAE, SEED_CANDIDATES, STAGES
from adapters.sandbox.shelf import MemoryShelf
from adapters.sandbox.timeline import About, Moment, Source, Step
from adapters.sandbox.world import SandboxWorld, seed
from bot.actions import AskToCancel, CancelIt, ScheduleIt, ShowInterview
from bot.cards import Bold, Button, Buttons, Card, Facts, Fine, Link, Plain, When, para
from bot.domain.ids import InterviewId
from bot.domain.pipeline import Status
from bot.domain.time import Interval
from bot.domain.token import Claim
from bot.effects import Outcome
from bot.forms import Choice, Form, Option, Text
from bot.inbound import ApplicationSeen, Drafted, HomeOpened, Inbound, Pressed, Said, Submitted, Typed
from bot.letters import Letter
from bot.policy_file import read_policy
from bot.ports import Event
from bot.reply import FormErrors, NextForm, Nothing, Open, Redraw, Refuse, Reply, Say
from tests.standins.loopback import served

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
TEN = Interval(NOW + timedelta(hours=1), NOW + timedelta(hours=2))
AFTER = Interval(TEN.end, TEN.end + timedelta(hours=1))
INTERVIEW = InterviewId("i1")
POLICY = read_policy((Path(the_page.__file__).parent / "northwind.toml").read_text(encoding="utf-8"))
ADA = SEED_CANDIDATES[0]
OUR_SCRIPTS = 2
NASTY = "<script>alert('x')</script>\"'&"
CANCEL = Form(
    "Cancel the interview?",
    "Cancel it",
    CancelIt(INTERVIEW),
    (
        Choice("why", "Why", (Option("ill", (Plain("Ill"),)), Option("late", (Plain("Before "), When(NOW))))),
        Text("reason", "In words", long=True, hint="Your team reads this."),
        Text("note", "Note", initial="none", required=False),
    ),
    intro=(para("This frees ", When(TEN.start, TEN.end)),),
)


class Core:
    """Answers what it was told to, and keeps what reached it."""

    def __init__(self) -> None:
        self.taken: list[Inbound] = []
        self.reply: Reply = Nothing()
        self.drained = 0
        self.draining, self.may_drain = asyncio.Event(), asyncio.Event()
        self.may_drain.set()
        self.due: datetime | None = None
        self.ticks: list[datetime] = []
        self.rows: list[Moment] = []
        self.touched: list[str] = []

    async def handle(self, inbound: Inbound) -> Reply:
        self.taken.append(inbound)
        return self.reply

    async def next_due(self) -> datetime | None:
        return self.due

    async def tick(self, now: datetime) -> None:
        self.ticks.append(now)
        if self.due is not None and self.due <= now:
            self.due = None

    async def drain(self) -> None:
        self.draining.set()
        await self.may_drain.wait()
        self.drained += 1

    async def touch(self, owner: str) -> None:
        self.touched.append(owner)

    async def happened(self) -> list[Moment]:
        return self.rows

    async def coming(self) -> Coming | None:
        return None if self.due is None else Coming(self.due, "Ada O.: a reminder goes out")


class Links:
    def url(self, claim: Claim) -> str:
        return f"http://localhost/book/{claim.interview}"


def draw(letter: Letter, *, message_id: str, at: datetime) -> bytes:
    message = EmailMessage()
    message["To"] = letter.to
    message["From"] = "Northwind <hiring@northwind.example>"
    message["Subject"] = letter.subject
    message["Message-ID"] = message_id
    message.set_content("Choose: http://localhost:8080/book/abc.def. Thank you <b>Ada</b>")
    message.add_alternative(
        "<html><head><title>t</title></head><body><a href='/book/1'>Choose</a></body></html>", "html"
    )
    message.add_attachment("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", subtype="calendar", filename="invite.ics")
    return message.as_bytes()


@dataclass
class Drawn:
    """A form as a browser reads it: where it posts to, what it sends, and its buttons by their words.

    `elsewhere` tells where those buttons post to that do not post where their form does.
    """

    action: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: dict[str, tuple[str, str]] = field(default_factory=dict)
    elsewhere: dict[str, str] = field(default_factory=dict)


class Reader(HTMLParser):
    """Reads forms, headings, text and forbidden things out of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.forms: list[Drawn] = []
        self.tags: list[str] = []
        self.words = ""
        self.attributes: list[str] = []
        self._button: tuple[str, str] | None = None
        self._label = ""
        self._formaction = ""
        self._textarea = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        self.attributes += given
        if tag == "form":
            self.forms.append(Drawn(given["action"]))
        if tag == "input" and "name" in given and ("checked" in given or given.get("type") != "radio"):
            self.forms[-1].fields[given["name"]] = given.get("value", "")
        if tag == "textarea":
            self._textarea = given["name"]
            self.forms[-1].fields[given["name"]] = ""
        if tag == "button":
            self._button, self._label = (given.get("name", ""), given.get("value", "")), ""
            self._formaction = given.get("formaction", "")

    def handle_data(self, data: str) -> None:
        self.words += data
        if self._textarea:
            self.forms[-1].fields[self._textarea] += data.removeprefix("\n")
        if self._button is not None:
            self._label += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._textarea = ""
        if tag == "button" and self._button is not None:
            self.forms[-1].buttons[self._label.strip()] = self._button
            if self._formaction:
                self.forms[-1].elsewhere[self._label.strip()] = self._formaction
            self._button = None


@dataclass
class Browser:
    """A person at the page: presses the buttons that are drawn, as a browser would send them."""

    http: ClientSession
    base: str

    async def text(self, path: str = "/demo") -> str:
        async with self.http.get(self.base + path) as answer:
            assert answer.status == 200
            return await answer.text()

    async def read(self, path: str = "/demo") -> Reader:
        return Reader(await self.text(path))

    async def press(self, label: str, *, where: str = "", **filled: str) -> ClientResponse:
        page = await self.read()
        drawn = next(form for form in page.forms if label in form.buttons and where in form.action)
        name, value = drawn.buttons[label]
        fields = drawn.fields | {key.replace("__", "."): text for key, text in filled.items()}
        return await self.post(drawn.elsewhere.get(label, drawn.action), fields | ({name: value} if name else {}))

    async def post(
        self, path: str, fields: Mapping[str, str], *, headers: Mapping[str, str] | None = None
    ) -> ClientResponse:
        sent = {"Sec-Fetch-Site": "same-origin"} if headers is None else headers
        async with self.http.post(self.base + path, data=fields, headers=sent, allow_redirects=False) as answer:
            await answer.read()
            return answer


@pytest.fixture
def core() -> Core:
    return Core()


@pytest.fixture
async def world() -> SandboxWorld:
    return await northwind(NOW)


@pytest.fixture
async def browser(world: SandboxWorld, core: Core) -> AsyncIterator[Browser]:
    async with serving(world, core) as browser:
        yield browser


async def northwind(start: datetime) -> SandboxWorld:
    world = SandboxWorld.of(MemoryShelf(), clock=MovableClock(start), draw=draw, links=Links())
    await seed(world)
    return world


@asynccontextmanager
async def serving(world: SandboxWorld, core: Core) -> AsyncIterator[Browser]:
    app = web.Application()
    works = Works(
        core.handle, core.next_due, core.tick, core.drain, core.happened, core.coming, POLICY, touched=core.touch
    )
    app.add_routes(routes(world, works=works))
    async with served(app) as origin, ClientSession() as http:
        yield Browser(http, origin)


def card(title: str = "Recruiter screen") -> Card:
    buttons = Buttons((Button("Cancel", AskToCancel(INTERVIEW), "danger"), Button("Show", ShowInterview(INTERVIEW))))
    return Card(title, (para("With ", Bold("Ada O.")), buttons))


# --- chat


async def test_a_home_is_opened_and_its_buttons_work(browser: Browser, world: SandboxWorld, core: Core) -> None:
    opened = await browser.press("Home", where="chat/rae")
    await world.chat.home(account("rae"), card("Your hiring at a glance"))
    drawn = (await browser.read()).words
    await browser.press("Show", where="chat/rae")

    assert opened.headers["Location"] == "/demo#chat-rae"
    assert core.taken == [HomeOpened(account("rae")), Pressed(account("rae"), ShowInterview(INTERVIEW))]
    assert drawn.count("Your hiring at a glance") == 1


async def test_a_button_on_a_card_presses_its_action(browser: Browser, world: SandboxWorld, core: Core) -> None:
    await world.chat.post(account("rae"), card(), key="k")

    answer = await browser.press("Cancel")

    assert core.taken == [Pressed(account("rae"), AskToCancel(INTERVIEW))]
    assert (answer.status, answer.headers["Location"]) == (303, "/demo#chat-rae")
    assert core.drained == 1


async def test_a_pressed_card_is_redrawn_in_its_place(browser: Browser, world: SandboxWorld, core: Core) -> None:
    await world.chat.post(account("ines"), card("First"), key="a")
    await world.chat.post(account("ines"), card("Second"), key="b")
    core.reply = Redraw(Card("Cancelled"))

    page = await browser.read()
    first = next(form for form in page.forms if "ines/press" in form.action)
    await browser.post(first.action, first.fields | dict([first.buttons["Show"]]))

    assert [line.card["title"] for line in await world.chat.lines("ines")] == ["Cancelled", "Second"]


async def test_a_private_answer_goes_when_the_posted_card_says_the_same(browser: Browser, world: SandboxWorld) -> None:
    rae = account("rae")
    posted = await world.chat.post(rae, Card("Your scorecard"), key="one")
    sent = Card("Sent, thank you")
    await world.chat.whisper(rae, "", card=sent)
    await world.chat.whisper(rae, "", card=Card("Something else"))

    await world.chat.redraw(rae, posted, sent)

    assert [line.card["title"] for line in await world.chat.lines("rae")] == ["Sent, thank you", "Something else"]


async def test_a_redrawn_card_whose_line_is_not_known_is_shown_anyway(browser: Browser, core: Core) -> None:
    core.reply = Redraw(Card("Cancelled"))

    await browser.post("/demo/chat/rae/press", {"action": "{}", "line": "77"})

    assert "Cancelled" in (await browser.read()).words


@pytest.mark.parametrize("action", ["", "{", "[]", '{"t":"unheard-of"}', '{"t":"show"}', "\u202e\x00", "9" * 5000])
async def test_a_button_that_cannot_be_read_is_pressed_as_an_old_one(browser: Browser, core: Core, action: str) -> None:
    core.reply = Refuse("This card is out of date.", Card("As it stands now"))

    await browser.post("/demo/chat/rae/press", {"action": action, "line": ""})

    assert core.taken == [Pressed(account("rae"), None)]
    words = (await browser.read()).words
    assert "This card is out of date." in words
    assert "As it stands now" in words


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("/usher schedule Ada Obi", "schedule Ada Obi"),
        ("@Usher  status   Ada", "status Ada"),
        ("/usher", ""),
        ("/USHER статус أدا 🎉", "статус أدا 🎉"),
    ],
)
async def test_a_typed_command_reaches_the_core(browser: Browser, core: Core, said: str, heard: str) -> None:
    core.reply = Say(Card("Answer"))

    await browser.press("Send", where="chat/rae", text=said)

    assert [(taken.account, taken.text) for taken in core.taken if isinstance(taken, Typed)] == [
        (account("rae"), heard)
    ]
    page = await browser.read()
    assert "only you" in page.words
    assert "Answer" in page.words


@pytest.mark.parametrize("said", ["status Ada", "/ushers away", "works for me", "статус أدا 🎉"])
async def test_words_of_their_own_are_a_message_to_the_bot(browser: Browser, core: Core, said: str) -> None:
    for _ in range(2):
        await browser.press("Send", where="chat/rae", text=said)

    heard = [taken for taken in core.taken if isinstance(taken, Said)]
    assert [(each.account, each.text) for each in heard] == [(account("rae"), said)] * 2
    assert len({each.delivery for each in heard}) == 2
    assert said in (await browser.read()).words


async def test_every_typed_command_is_a_delivery_of_its_own(browser: Browser, core: Core) -> None:
    for _ in range(2):
        await browser.press("Send", where="chat/ines", text="/usher status Ada")

    assert len({taken.delivery for taken in core.taken if isinstance(taken, Typed)}) == 2


async def test_nothing_typed_does_nothing(browser: Browser, world: SandboxWorld, core: Core) -> None:
    await browser.press("Send", where="chat/rae", text="  ")

    assert core.taken == []
    assert await world.chat.lines("rae") == []


async def test_too_long_a_command_is_told_so_and_not_taken(browser: Browser, core: Core) -> None:
    await browser.press("Send", where="chat/rae", text="x" * 1001)

    assert core.taken == []
    assert "longer than 1000" in (await browser.read()).words


async def test_an_opened_form_is_drawn_filled_in_and_sent(browser: Browser, world: SandboxWorld, core: Core) -> None:
    await world.chat.open(account("rae"), CANCEL)

    page = await browser.read()
    assert "Cancel the interview?" in page.words
    assert "Mon 2 Mar 2026, 10:00–11:00" in page.words
    await browser.press("Cancel it", value__why="ill", value__reason="Ada is ill")

    values = {"why": "ill", "reason": "Ada is ill", "note": "none"}
    assert core.taken == [Submitted(account("rae"), CancelIt(INTERVIEW), values)]
    assert "Cancel the interview?" not in (await browser.read()).words


async def test_a_reply_that_opens_a_form_opens_it_in_that_pane_alone(browser: Browser, core: Core) -> None:
    core.reply = Open(CANCEL)

    await browser.press("Send", where="chat/ines", text="/usher cancel")

    opened = [form.action for form in (await browser.read()).forms if "submit" in form.action]
    assert opened == ["/demo/chat/ines/submit"]


async def test_errors_stand_at_their_fields_and_what_was_typed_stays(
    browser: Browser, world: SandboxWorld, core: Core
) -> None:
    await world.chat.open(account("rae"), CANCEL)
    core.reply = FormErrors({"reason": "Say a little more.", "elsewhere": "And this."})

    await browser.press("Cancel it", value__why="late", value__reason=NASTY)

    text = await browser.text()
    assert 'id="rae-reason-error">Say a little more.</p>' in text
    assert 'aria-describedby="rae-reason-hint rae-reason-error"' in text
    assert "And this." in text
    form = next(form for form in Reader(text).forms if "submit" in form.action)
    assert form.fields["value.reason"] == NASTY
    assert form.fields["value.why"] == "late"


async def test_a_refused_form_stays_open_and_says_why(browser: Browser, world: SandboxWorld, core: Core) -> None:
    await world.chat.open(account("rae"), CANCEL)
    core.reply = Refuse("That is for the recruiters of this role.")

    await browser.press("Cancel it", value__reason="because")

    page = await browser.read()
    assert "That is for the recruiters of this role." in page.words
    assert next(form for form in page.forms if "submit" in form.action).fields["value.reason"] == "because"


async def test_a_form_can_be_replaced_by_the_next(browser: Browser, world: SandboxWorld, core: Core) -> None:
    await world.chat.open(account("rae"), CANCEL)
    core.reply = NextForm(Form("Schedule", "Find times", ScheduleIt(), (Text("candidate", "Who"),)))

    await browser.press("Cancel it", value__reason="because")

    words = (await browser.read()).words
    assert "Find times" in words
    assert "Cancel the interview?" not in words


async def test_a_form_closed_without_sending_is_kept_as_it_was(
    browser: Browser, world: SandboxWorld, core: Core
) -> None:
    await world.chat.open(account("rae"), CANCEL)

    await browser.press("Close without sending", value__reason="half a sen")

    kept = {"reason": "half a sen", "note": "none"}
    assert core.taken == [Drafted(account("rae"), CancelIt(INTERVIEW), kept)]
    assert "Cancel the interview?" not in (await browser.read()).words


async def test_errors_of_a_form_that_is_no_longer_open_are_said_in_the_chat(browser: Browser, core: Core) -> None:
    core.reply = FormErrors({"reason": "Say a little more."})

    await browser.post("/demo/chat/rae/submit", {"action": '{"t":"cancel","interview":"i1"}', "value.reason": "x"})

    assert core.taken == [Submitted(account("rae"), CancelIt(INTERVIEW), {"reason": "x"})]
    assert "Say a little more." in (await browser.read()).words


async def test_many_choices_are_a_list_whose_times_name_their_zone(browser: Browser, world: SandboxWorld) -> None:
    options = tuple(Option(str(n), (When(NOW + timedelta(hours=n)),)) for n in range(7))
    await world.chat.open(account("ines"), Form("Pick", "Go", ScheduleIt(), (Choice("when", "When", options),)))

    text = (await browser.text()).split("<select")[1].split("</select>")[0]

    assert text.count("<option ") == 8
    assert "Mon 2 Mar 2026, 09:00 (Europe/Lisbon)" in text


async def test_each_reader_sees_times_in_their_own_zone(browser: Browser, world: SandboxWorld) -> None:
    summer = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    late = Card("Late", (para(When(summer, summer + timedelta(hours=24))), Fine((Plain("quiet"),))))
    await world.chat.post(account("rae"), late, key="k")

    assert "Thu 2 Jul 2026, 00:30–Fri 3 Jul 2026, 00:30" in await browser.text()


# --- nothing a candidate writes becomes markup


async def test_what_candidates_write_is_shown_and_never_run(browser: Browser, world: SandboxWorld, core: Core) -> None:
    nasty = Card(
        NASTY, (para(NASTY, Bold(NASTY), Link(NASTY, f"https://x.example/{NASTY}")), Facts(((NASTY, (Plain(NASTY),)),)))
    )
    await world.chat.post(account("rae"), nasty, key="k")
    await world.chat.typed(account("rae"), NASTY)
    await world.calendar.place(RAE.person.email, Event(TEN, NASTY, where=NASTY), key="k")
    await world.mailer.send(
        Letter("ada.obi@mail.example", "", NASTY, (), "UTC", thread="t"), message_id="<1@x.example>"
    )
    core.rows = [Moment(NOW, Source.PERSON, NASTY, NASTY, About("1", NASTY, NASTY), (Step(Source.MAIL, NASTY),))]

    page = await browser.read()

    assert page.tags.count("script") == OUR_SCRIPTS
    assert not [name for name in page.attributes if name.startswith("on")]
    assert page.words.count(NASTY) >= 9


async def test_the_page_allows_no_script_no_style_and_no_frame_but_its_own(browser: Browser) -> None:
    async with browser.http.get(browser.base + "/demo") as answer:
        policy = answer.headers["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


# --- who may post

FOREIGN: list[Mapping[str, str]] = [
    {},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://127.0.0.1"},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://[broken"},
]


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("chat/rae/type", {"text": "/usher schedule Ada"}),
        ("chat/rae/press", {"action": '{"t":"show","interview":"i1"}'}),
        ("chat/rae/submit", {"action": '{"t":"cancel","interview":"i1"}', "value.reason": "x"}),
        ("chat/rae/close", {}),
        (f"ats/{ADA.application}/move", {"stage": STAGES[1]}),
        (f"ats/{ADA.application}/decide", {"status": "withdrawn"}),
        ("calendar/block", {"owner": "rae", "title": "x", "starts": "2026-03-03T10:00", "minutes": "60"}),
        ("clock", {"to": "two-hours"}),
    ],
)
async def test_posts_from_elsewhere_are_refused_and_change_nothing(
    browser: Browser, core: Core, path: str, fields: Mapping[str, str], headers: Mapping[str, str]
) -> None:
    before = await browser.text()

    answer = await browser.post(f"/demo/{path}", fields, headers=headers)

    assert answer.status == 403
    assert core.taken == []
    assert await browser.text() == before


async def test_a_browser_that_only_sends_its_origin_may_post(browser: Browser, core: Core) -> None:
    answer = await browser.post("/demo/chat/rae/type", {"text": "help"}, headers={"Origin": browser.base})

    assert answer.status == 303
    assert len(core.taken) == 1


async def unmeasured() -> AsyncIterator[bytes]:
    """A body that does not tell its length beforehand."""
    yield b"text="
    for _ in range(70):
        yield b"x" * 1000


async def test_oversized_and_odd_bodies_are_refused(browser: Browser, core: Core) -> None:
    same = {"Sec-Fetch-Site": "same-origin"}
    url = f"{browser.base}/demo/chat/rae/type"
    upload = FormData()
    upload.add_field("text", b"help", filename="x.txt")

    async with browser.http.post(url, data={"text": "x" * 70_000}, headers=same) as answer:
        assert answer.status == 413
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    async with browser.http.post(url, data=unmeasured(), headers=same | form) as answer:
        assert answer.status == 413
    async with browser.http.post(url, data=upload, headers=same) as answer:
        assert answer.status == 415
    async with browser.http.post(url, json={"text": "help"}, headers=same) as answer:
        assert answer.status == 415
    for charset in ("klingon", "unicode_escape"):  # the second spells what no page could ever show again
        odd = same | {"Content-Type": f"application/x-www-form-urlencoded; charset={charset}"}
        async with browser.http.post(url, data=b"text=\\ud800", headers=odd) as answer:
            assert answer.status == 415
    assert core.taken == []


@pytest.mark.parametrize(
    ("path", "fields", "status"),
    [
        ("chat/nobody/type", {"text": "help"}, 404),
        ("chat/interviews/press", {"action": "{}"}, 404),
        ("ats/nobody/move", {"stage": STAGES[1]}, 404),
        (f"ats/{ADA.application}/move", {"stage": "Nirvana"}, 404),
        (f"ats/{ADA.application}/decide", {"status": "promoted"}, 400),
        ("calendar/block", {"owner": "nobody", "starts": "2026-03-03T10:00", "minutes": "60"}, 404),
        ("calendar/block", {"owner": "rae", "starts": "tomorrow", "minutes": "60"}, 400),
        ("calendar/block", {"owner": "rae", "starts": "2026-03-03T10:00Z", "minutes": "60"}, 400),
        ("calendar/block", {"owner": "rae", "starts": "2026-03-03T10:00", "minutes": "-5"}, 400),
        ("calendar/block", {"owner": "rae", "starts": "2026-03-03T10:00", "minutes": "1441"}, 400),
        ("calendar/block", {"owner": "rae", "starts": "0001-01-01T00:00", "minutes": "60"}, 303),
        ("calendar/block", {"owner": "rae", "starts": "9999-12-31T23:59", "minutes": "60"}, 400),
        ("calendar/rae/free", {}, 400),
        ("calendar/rae/answer", {"event": "never-was", "answer": "yes"}, 404),
        ("calendar/rae/answer", {"event": "never-was", "answer": "perhaps"}, 400),
        ("calendar/rae/free", {"event": "never-was"}, 303),
        ("clock", {"to": "yesterday"}, 400),
        ("clock", {}, 400),
    ],
)
async def test_what_makes_no_sense_is_refused_and_changes_nothing(
    browser: Browser, core: Core, path: str, fields: Mapping[str, str], status: int
) -> None:
    before = await browser.text()

    assert (await browser.post(f"/demo/{path}", fields)).status == status
    assert core.taken == []
    assert await browser.text() == before


# --- the ATS, calendars, mail, clock, timeline


async def test_the_board_moves_a_candidate_on_and_tells_the_core(browser: Browser, core: Core) -> None:
    await browser.press("Move to Recruiter screen", where=ADA.application)

    (hook,) = core.taken
    assert isinstance(hook, ApplicationSeen)
    assert (hook.record.application, hook.record.stage) == (ADA.application, "Recruiter screen")
    page = await browser.read()
    assert [form.buttons for form in page.forms if f"{ADA.application}/move" in form.action] == [
        {"Move to Team panel": ("stage", "Team panel")},
        {
            "Move to Offer": ("stage", "Offer"),
            "Move back to Application review": ("stage", "Application review"),
        },
    ]


async def test_a_candidate_withdraws_and_comes_back(browser: Browser, core: Core) -> None:
    await browser.press("Candidate withdraws", where=ADA.application)
    await browser.press("Back in play", where=ADA.application)

    seen = [hook.record.status for hook in core.taken if isinstance(hook, ApplicationSeen)]
    assert seen == [Status.WITHDRAWN, Status.ACTIVE]


async def test_what_was_written_back_stands_on_the_board(browser: Browser, world: SandboxWorld) -> None:
    await world.ats.write(ADA.application, Outcome.BOOKED, span=TEN, key="k")

    assert "Booked: Mon 2 Mar, 10:00" in (await browser.read()).words


async def test_a_person_blocks_time_in_their_own_zone_and_frees_it_again(browser: Browser, world: SandboxWorld) -> None:
    summer = Interval(datetime(2026, 7, 1, 9, tzinfo=UTC), datetime(2026, 7, 1, 10, tzinfo=UTC))
    world.clock.to(datetime(2026, 6, 30, 12, tzinfo=UTC))

    dentist = {"title": "Dentist", "starts": "2026-07-01T10:00", "minutes": "60"}
    await browser.press("Block", where="calendar/block", owner="ines", **dentist)
    assert list(await world.calendar.busy(INES.person.email, summer)) == [summer]
    assert "10:00–11:00" in (await browser.read()).words
    await browser.press("Remove", where="calendar/ines")

    assert list(await world.calendar.busy(INES.person.email, summer)) == []


async def test_what_usher_placed_is_drawn_on_each_calendar_and_answered_there(
    browser: Browser, world: SandboxWorld, core: Core
) -> None:
    """One invitation stands on three calendars; each guest answers their own, and hints reach the core of all it touched."""
    guests = (RAE.person.email, INES.person.email)
    await world.calendar.place(ORGANIZER, Event(TEN, "Screen: Ada O. · Engineer", attendees=guests), key="e")
    await world.calendar.place(RAE.person.email, Event(AFTER, "[Hold] Screen: Bo P.", tentative=True), key="h")

    drawn = (await browser.read()).words
    assert drawn.count("Booked 10:00–11:00: Screen: Ada O. · Engineer") == 2 * 3
    assert drawn.count("Hold 11:00–12:00: [Hold] Screen: Bo P.") == 2
    await browser.press("Maybe", where="calendar/ines/answer")
    await browser.press("Decline in calendar", where="calendar/rae/answer")
    await browser.press("Delete in calendar", where="calendar/rae/free")

    standing = await world.calendar.on(RAE.person.email, Interval(TEN.start, AFTER.end))
    assert not [entry for entry in standing if entry.own]
    assert core.touched == [INES.person.email, ORGANIZER, RAE.person.email, ORGANIZER, RAE.person.email]
    words = (await browser.read()).words
    assert "Booked · said maybe" in words
    assert "Let go: Bo P., Mon 2 Mar, 11:00 (Rae)" in words


async def test_a_mail_shows_its_text_with_working_links_its_html_and_its_invitation(
    browser: Browser, world: SandboxWorld
) -> None:
    await world.mailer.send(
        Letter("Ada.Obi@mail.example", "", "A time", (), "UTC", thread="t"), message_id="<1@x.example>"
    )

    text = await browser.text()
    assert '<a href="http://localhost:8080/book/abc.def" target="_blank" rel="noopener">' in text
    assert "Thank you &lt;b&gt;Ada&lt;/b&gt;" in text
    assert (
        '<iframe id="frame-1" src="/demo/mail/1" title="A time" sandbox="allow-popups allow-popups-to-escape-sandbox"'
        in text
    )
    async with browser.http.get(f"{browser.base}/demo/mail/1") as answer:
        assert '<head><base target="_blank"><title>' in await answer.text()
        assert answer.headers["Content-Security-Policy"].startswith("sandbox allow-popups ")
        assert "script-src" not in answer.headers["Content-Security-Policy"]
    async with browser.http.get(f"{browser.base}/demo/mail/1/invite.ics") as answer:
        assert (answer.content_type, await answer.text()) == ("text/calendar", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")


async def test_every_candidate_has_a_mailbox_even_without_mail(browser: Browser) -> None:
    kenji = SEED_CANDIDATES[2]
    words = (await browser.read()).words
    assert all(applicant.name in words for applicant in SEED_CANDIDATES)

    chosen = (await browser.read(f"/demo?{urlencode({'box': kenji.email})}")).words

    assert f"No mail yet for {kenji.name}" in chosen
    assert kenji.email in chosen


async def test_an_older_mail_stays_open_until_a_newer_one_comes(browser: Browser, world: SandboxWorld) -> None:
    for number in (1, 2):
        await world.mailer.send(
            Letter(ADA.email, "", f"Mail {number}", (), "UTC", thread="t"), message_id=f"<{number}>"
        )
    opened = f"/demo?box={ADA.email}&mail=1.2"
    assert 'src="/demo/mail/1"' in await browser.text(opened)

    await world.mailer.send(Letter(ADA.email, "", "Mail 3", (), "UTC", thread="t"), message_id="<3>")

    assert 'src="/demo/mail/3"' in await browser.text(opened)


@pytest.mark.parametrize("path", ["/demo/mail/7", "/demo/mail/7/invite.ics", "/demo/mail/x", "/demo/nothing"])
async def test_mails_that_are_not_there_are_not_found(browser: Browser, path: str) -> None:
    async with browser.http.get(browser.base + path) as answer:
        assert answer.status == 404


@pytest.mark.parametrize(
    ("start", "label", "end"),
    [
        (NOW, "+2 h", NOW + timedelta(hours=2)),
        (NOW + timedelta(hours=1), "Next morning", datetime(2026, 3, 3, 9, 5, tzinfo=UTC)),
        (NOW + timedelta(hours=-1), "Next morning", datetime(2026, 3, 2, 9, 5, tzinfo=UTC)),
        (datetime(2026, 3, 28, 20, tzinfo=UTC), "Next morning", datetime(2026, 3, 30, 8, 5, tzinfo=UTC)),
    ],
)
async def test_the_clock_is_moved_by_its_buttons(core: Core, start: datetime, label: str, end: datetime) -> None:
    world = await northwind(start)
    async with serving(world, core) as browser:
        await browser.press(label)

    assert world.clock() == end
    assert core.ticks == [end]


async def test_the_clock_goes_to_the_next_event(browser: Browser, world: SandboxWorld, core: Core) -> None:
    core.due = NOW + timedelta(hours=5)
    assert "Next event: Mon 2 Mar, 14:00." in (await browser.read()).words

    await browser.press("To the next event")

    assert world.clock() == NOW + timedelta(hours=5)
    assert core.ticks[0] == NOW + timedelta(hours=5)
    assert "Nothing is planned." in (await browser.read()).words


async def test_presses_from_two_tabs_are_carried_out_one_after_the_other(
    browser: Browser, world: SandboxWorld, core: Core
) -> None:
    core.may_drain.clear()
    one = asyncio.create_task(browser.post("/demo/clock", {"to": "morning"}))
    await core.draining.wait()
    other = asyncio.create_task(browser.post("/demo/clock", {"to": "two-hours"}))
    await browser.text()
    core.may_drain.set()

    assert [(await each).status for each in (one, other)] == [303, 303]
    assert world.clock() == datetime(2026, 3, 2, 11, 5, tzinfo=UTC)


async def test_an_overdue_event_does_not_take_the_clock_back(browser: Browser, world: SandboxWorld, core: Core) -> None:
    core.due = NOW - timedelta(hours=5)

    await browser.press("To the next event")

    assert world.clock() == NOW
    assert core.ticks[0] == NOW


async def test_the_timeline_shows_the_newest_first_and_one_candidate_alone(browser: Browser, core: Core) -> None:
    ada, bo = About("1", "Ada O."), About("2", "Bo P.")
    core.rows = [
        Moment(NOW + timedelta(hours=3), Source.CANDIDATE, "Ada chose a time", about=ada),
        Moment(NOW, Source.ATS, "Ada was invited", about=ada, steps=(Step(Source.MAIL, "A mail went out"),)),
        Moment(NOW, Source.ATS, "Bo was invited", about=bo),
    ]

    words = (await browser.read()).words

    assert words.index("Ada chose a time") < words.index("Ada was invited") < words.index("A mail went out")
    assert "Bo was invited" not in Reader(await browser.text("/demo?about=1")).words


async def test_refreshing_by_itself_stays_on_after_a_press(browser: Browser) -> None:
    assert "refresh" not in (await browser.text()).split("</head>")[0]
    live = await browser.text("/demo?live=1")
    assert '<meta http-equiv="refresh" content="5">' in live

    form = next(form for form in Reader(live).forms if "chat/rae/type" in form.action)
    answer = await browser.post(form.action, {"text": "help"})

    assert answer.headers["Location"] == "/demo?live=1#chat-rae"


def test_links_in_text_end_before_the_full_stop() -> None:
    found = [
        piece.url
        for piece in pieces("See http://a.example/b?c=d&e=f, or (https://x.example/y). javascript:no")
        if piece.url
    ]

    assert found == ["http://a.example/b?c=d&e=f", "https://x.example/y"]
    assert "".join(piece.text for piece in pieces("x http://a.example y")) == "x http://a.example y"
    assert pieces("") == ()
