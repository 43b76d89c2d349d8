"""A machine that groups feedback, where one is plugged in: shown to its reader, marked, word for word, and kept nowhere."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field

import pytest
from aiohttp import ClientSession
from prometheus_client import CollectorRegistry
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.web.look import Look
from adapters.web.rooms import COOKIE, Secret, SignedInPages
from adapters.web.server import application, serving
from bot.domain.debrief import Theme
from bot.ports import Permanent, Session, Store
from storage.tables import metadata
from tests.hiring import DAY
from tests.office import KEYS, POLICY
from tests.usecases.debriefing import ADAS, Kitchen, kitchen, says
from tests.when import SettableClock

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
HERS = "x" * 43
MARK = "Passages grouped by a machine"


@dataclass
class Parrot:
    """Answers what it was told to, and remembers what it was given."""

    answer: Sequence[Theme] = ()
    fails: bool = False
    heard: list[Sequence[str]] = field(default_factory=list)

    async def __call__(self, texts: Sequence[str]) -> Sequence[Theme]:
        self.heard.append(texts)
        if self.fails:
            raise Permanent("no such model")
        return self.answer


@dataclass
class Site:
    office: Kitchen
    base: str
    parrot: Parrot

    async def html(self) -> str:
        async with ClientSession(cookies={COOKIE: HERS}) as client, client.get(f"{self.base}/debrief/{ADAS}") as answer:
            assert answer.status == 200
            return await answer.text()


@pytest.fixture
async def web(store: Store, clock: SettableClock) -> AsyncIterator[Site]:
    office = await Kitchen(store, clock, policy=kitchen()).furnished()
    await office.is_over()
    await office.sends(office.ivo, *says("2", "The second batch stayed raw.", "no"))
    await office.sends(office.lin, *says("4", "She laminated a <b>dough</b>.", "yes"))
    async with store() as work:
        await work.sessions.begin(Session(Secret(HERS).key, office.hana.id, clock() + DAY), now=clock())
    look, parrot = Look.of(POLICY.organisation), Parrot()
    pages = SignedInPages(office.handle, KEYS, look, office.links, secure=False, summarise=parrot)
    app = application(pages.routes(), look=look, links=office.links, registry=CollectorRegistry())
    async with serving(app, host="127.0.0.1", port=0) as port:
        yield Site(office, f"http://127.0.0.1:{port}", parrot)


async def test_it_gets_the_texts_alone_and_only_their_own_words_are_shown_and_nothing_is_kept(
    web: Site, engine: AsyncEngine
) -> None:
    web.parrot.answer = [
        Theme("Dough", ("laminated a <b>dough</b>", "is the best of all candidates")),
        Theme("Verdict", ("Hire her.",)),
    ]
    before = await rows(engine)

    html = await web.html()

    texts = ["She laminated a <b>dough</b>.", "The second batch stayed raw.", "Laminated dough", "Laminated dough"]
    assert [list(each) for each in web.parrot.heard] == [texts]
    section = html[html.index(MARK) :]
    assert "laminated a &lt;b&gt;dough&lt;/b&gt;" in section
    assert "best of all" not in html
    assert "Verdict" not in html
    changed = {name for name, count in (await rows(engine)).items() if count != before[name]}
    assert changed <= {"audit", "audit_details", "scorecard_readers"}


@pytest.mark.parametrize("fault", [lambda parrot: setattr(parrot, "fails", True), lambda parrot: None])
async def test_the_page_goes_without_it_where_it_fails_or_finds_nothing(
    web: Site, fault: Callable[[Parrot], None]
) -> None:
    fault(web.parrot)

    html = await web.html()

    assert "The second batch stayed raw." in html
    assert MARK not in html


async def rows(engine: AsyncEngine) -> dict[str, int]:
    """Return how many rows each table has."""
    async with engine.connect() as connection:
        counts = {}
        for table in metadata.sorted_tables:
            counts[table.name] = (await connection.execute(select(func.count()).select_from(table))).scalar_one()
        return counts
