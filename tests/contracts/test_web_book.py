"""`/book/{token}` over the wire: what goes in to the core, what comes out as HTML, and everything that must not."""

import re
from collections.abc import AsyncIterator
from html import escape
from html.parser import HTMLParser
from urllib.parse import urlencode

import pytest
from aiohttp import ClientResponse

from bot.actions import ShowInterview
from bot.cards import Bold, Button, Buttons, Card, Facts, Fine, Link, Para, Signed, When, para, spans
from bot.domain.ids import InterviewId
from bot.domain.token import Purpose, sign, verify
from bot.forms import Choice, Option, Text
from bot.inbound import PageOpened, PagePosted
from bot.pages import Page, Step
from bot.reply import FormErrors, Nothing, Refuse, Say, Show
from tests.contracts.web_pages import (
    CLAIM,
    KEYS,
    LOOK,
    THURSDAY,
    TOKEN,
    TUESDAY,
    Site,
    booked,
    expired,
    later,
    offer,
    site,
    wishes,
)

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
BRITISH = {"Accept-Language": "en-GB"}
NAMES = [
    "<script>alert(1)</script>",
    "\"'><img src=x onerror=alert(1)>",
    "Siobhán O'Brien-Müller",
    "محمد بن سلمان",
    "‮evil‬ Ada",
    "Ada 🧑🏽‍💻",
    "{{ 7 * 7 }}{% raw %}",
    "a" * 2000,
]


@pytest.fixture
async def web() -> AsyncIterator[Site]:
    async with site() as running:
        yield running


class Reading(HTMLParser):
    """What a document holds: its tags with attributes, and its text without the style."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._skip = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._skip = tag == "style"

    def handle_endtag(self, tag: str) -> None:
        self._skip = False

    def handle_data(self, data: str) -> None:
        self.text += "" if self._skip else data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


async def read(web: Site, path: str = f"/book/{TOKEN}", **headers: str) -> Reading:
    async with web.client.get(web.at(path), headers=headers or BRITISH) as answer:
        return Reading(await answer.text())


async def post(web: Site, path: str = f"/book/{TOKEN}", **fields: str) -> tuple[int, str]:
    async with web.client.post(web.at(path), data=urlencode(fields), headers=FORM | BRITISH) as answer:
        return answer.status, await answer.text()


def protected(answer: ClientResponse) -> bool:
    policy = answer.headers["Content-Security-Policy"]
    return (
        "default-src 'none'" in policy
        and "frame-ancestors 'none'" in policy
        and "base-uri 'none'" in policy
        and "unsafe" not in policy
        and answer.headers["Referrer-Policy"] == "no-referrer"
        and answer.headers["Cache-Control"] == "no-store"
        and answer.headers["X-Content-Type-Options"] == "nosniff"
        and "noindex" in answer.headers["X-Robots-Tag"]
        and answer.headers["Server"] == "Usher"
    )


# --- opening ------------------------------------------------------------------------------------------------------


async def test_opening_a_link_asks_the_core_and_shows_its_page(web: Site) -> None:
    page = await read(web)

    assert web.desk.seen == [PageOpened(CLAIM)]
    assert "When shall we talk?" in page.text
    assert "Tuesday, 2 March 2027, 14:00–14:30 (Central European Time, UTC+1)" in page.text
    assert [time["datetime"] for time in page.all("time")] == ["2027-03-02T14:00+01:00", "2027-03-04T10:15+01:00"]


async def test_a_link_signed_with_last_years_key_still_works(web: Site) -> None:
    await read(web, f"/book/{sign(CLAIM, keys=KEYS[1:])}")

    assert web.desk.seen == [PageOpened(CLAIM)]


async def test_the_step_and_zone_of_the_address_reach_the_core(web: Site) -> None:
    await read(web, f"/book/{TOKEN}?zone=Asia/Tokyo&step=cancel")

    assert web.desk.seen == [PageOpened(CLAIM, zone="Asia/Tokyo", step="cancel")]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_a_mail_scanner_changes_nothing(web: Site, method: str) -> None:
    for query in ("", "?step=choose&option=1", "?step=cancel"):
        async with web.client.request(method, web.at() + query) as answer:
            assert answer.status == 200
            assert (await answer.read() == b"") is (method == "HEAD")

    assert web.desk.posted == []
    assert len(web.desk.opened) == 3


@pytest.mark.parametrize("step", ["<b>", "a b", "x" * 61, "é", "../x"])
async def test_a_step_that_is_no_word_is_no_step(web: Site, step: str) -> None:
    await read(web, f"/book/{TOKEN}?{urlencode({'step': step})}")

    assert web.desk.seen == [PageOpened(CLAIM)]


@pytest.mark.parametrize("status", [200, 404, 409, 410])
async def test_the_page_says_its_own_status(web: Site, status: int) -> None:
    web.desk.answer = lambda inbound: Show(Page("As it stands", status=status))

    async with web.client.get(web.at()) as answer:
        assert answer.status == status


async def test_every_page_is_protected_small_and_without_script(web: Site) -> None:
    answers = [
        await web.client.get(web.at()),
        await web.client.head(web.at()),
        await web.client.get(web.at("/book/forged")),
        await web.client.get(web.at("/nowhere"), headers={"Accept": "text/html"}),
        await web.client.put(web.at(), headers={"Accept": "text/html"}),
        await web.client.post(web.at(), data="x=" + "y" * 20_000, headers=FORM),
        await web.client.post(web.at(), data=urlencode({"step": "choose", "option": "1"}), headers=FORM),
    ]

    assert [answer.status for answer in answers] == [200, 200, 404, 404, 405, 413, 200]
    for answer in answers:
        html = await answer.text()
        assert protected(answer)
        assert len(html.encode()) < 50_000
        assert "<script" not in html
        assert not re.search(r"\s(on\w+|style)=", html)
        assert TOKEN not in html


async def test_the_largest_page_stays_under_fifty_kilobytes(web: Site) -> None:
    options = tuple(Option(str(n), (later(TUESDAY, days=n), *spans(" with ", Bold("Grace Okafor")))) for n in range(10))
    blocks = tuple(para("A paragraph of some length. " * 12) for _ in range(10))
    steps = (Step("choose", "Confirm", (Choice("option", "Your time", options), Text("note", "Note", long=True))),)
    web.desk.answer = lambda inbound: Show(Page("Long", blocks, steps, zone="Asia/Calcutta", choose_zone=True))

    async with web.client.get(web.at()) as answer:
        assert len(await answer.read()) < 50_000


# --- links that are not ours ---------------------------------------------------------------------------------------

HEAD, TAIL = TOKEN.split(".")


@pytest.mark.parametrize(
    "token",
    [
        "x",
        HEAD,
        f"{HEAD}.",
        f"{HEAD}.{TAIL[:-2]}",
        f"{HEAD[:-4]}.{TAIL}",
        f"{HEAD}.{TAIL}A",
        f"{TAIL}.{HEAD}",
        sign(CLAIM, keys=[b"somebody else's key"]),
        "A" * 600 + "." + TAIL,
        "A" * 5000,
        "%F0%9F%99%82",
        "%00",
        "..%2f..%2fetc",
        "<script>alert(1)",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_link_that_is_not_ours_gets_a_kind_page_and_never_reaches_the_core(
    web: Site, token: str, method: str
) -> None:
    async with web.client.request(method, web.at(f"/book/{token}"), data=b"step=choose", headers=FORM) as answer:
        html = await answer.text()

    assert answer.status == 404
    assert "This link does not work" in html
    assert "<script" not in html
    assert web.desk.seen == []


async def test_an_expired_link_is_for_the_core_to_judge(web: Site) -> None:
    web.desk.answer = lambda inbound: Show(expired())

    async with web.client.get(web.at()) as answer:
        page = Reading(await answer.text())

    assert answer.status == 410
    signed = next(str(link["href"]) for link in page.all("a") if str(link["href"]).startswith("https://usher.example"))
    assert verify(signed.rpartition("/")[2], keys=KEYS) == CLAIM


# --- what is drawn ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
async def test_a_name_stays_text_wherever_it_stands(web: Site, name: str) -> None:
    page = Page(
        name,
        (
            para("Hello ", Bold(name), ", ", name),
            Facts(((name, spans(name, Link(name, "https://a.example"))),)),
            Fine(spans(name)),
        ),
        (
            Step("a", name, (Choice("c", name, (Option(name, spans(name)),), initial=name, hint=name),)),
            Step("b", name, (Text("t", name, initial=name, hint=name), Text("u", name, initial=name, long=True))),
            Step("c", name, verb="look"),
        ),
        contact=name,
    )
    web.desk.answer = lambda inbound: Show(page)

    read_back = await read(web)

    assert read_back.all("link") == [{"rel": "icon", "href": "data:,"}]
    assert {tag for tag, _ in read_back.tags} - {"link"} <= {
        *("html", "head", "meta", "title", "style", "body", "header", "main", "footer", "h1", "p", "span", "bdi", "a"),
        *(
            "strong",
            "dl",
            "div",
            "dt",
            "dd",
            "form",
            "input",
            "fieldset",
            "legend",
            "label",
            "button",
            "textarea",
            "nav",
        ),
    }
    assert not [key for _, attributes in read_back.tags for key in attributes if key.startswith("on") or key == "src"]
    assert read_back.text.count(name) >= 10
    assert {"value": name}.items() <= next(i for i in read_back.all("input") if i["type"] == "radio").items()


async def test_names_that_turn_the_writing_direction_are_isolated(web: Site) -> None:
    web.desk.answer = lambda inbound: Show(Page("For محمد", (para("Plain Ada"), para("With محمد at ", TUESDAY))))

    async with web.client.get(web.at()) as answer:
        html = await answer.text()

    assert "<h1><bdi>For محمد</bdi></h1>" in html
    assert "<bdi>With محمد at </bdi><time" in html
    assert "<p>Plain Ada</p>" in html


async def test_half_an_emoji_in_a_name_does_not_cost_the_page(web: Site) -> None:
    web.desk.answer = lambda inbound: Show(Page("Hello \ud83d"))

    async with web.client.get(web.at()) as answer:
        assert answer.status == 200


@pytest.mark.parametrize(
    "url", ["https://a.example/x?a=1&b=2", "http://a.example", "mailto:a@b.example", "tel:+4930123"]
)
async def test_a_link_that_leads_somewhere_is_a_link(web: Site, url: str) -> None:
    web.desk.answer = lambda inbound: Show(Page("Links", (para(Link("there", url)),)))

    assert url in [link["href"] for link in (await read(web)).all("a")]


@pytest.mark.parametrize(
    "url",
    [
        *(
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            " javascript:alert(1)",
            "java\nscript:alert(1)",
            "data:text/html,x",
        ),
        *("vbscript:x", "file:///etc/passwd", "//evil.example", "/relative", "", "http://[", "blob:x"),
    ],
)
async def test_a_link_that_does_something_else_is_only_text(web: Site, url: str) -> None:
    web.desk.answer = lambda inbound: Show(Page("Links", (para(Link("look here", url)),)))

    page = await read(web)

    assert "look here" in page.text
    assert [link for link in page.all("a") if link["href"] != LOOK.privacy] == []


async def test_the_person_to_write_to_is_a_mail_link(web: Site) -> None:
    assert "mailto:grace.okafor@northwind.example" in [link["href"] for link in (await read(web)).all("a")]


async def test_a_press_is_a_form_and_a_look_is_a_link_in_the_readers_zone(web: Site) -> None:
    page = await read(web, f"/book/{TOKEN}?zone=Asia/Tokyo")

    forms = [(form["method"], form["action"]) for form in page.all("form")]
    assert forms == [("get", "?"), ("post", "?zone=Asia%2FTokyo")]
    assert "?zone=Asia%2FTokyo&step=none" in [link["href"] for link in page.all("a")]
    radios = [field for field in page.all("input") if field["type"] == "radio"]
    assert [(radio["name"], radio["value"], "required" in radio) for radio in radios] == [
        ("option", "1", True),
        ("option", "2", True),
    ]


async def test_text_fields_carry_their_limits_and_labels(web: Site) -> None:
    page = await read(web, f"/book/{TOKEN}?step=none")

    area, line = page.all("textarea")[0], next(i for i in page.all("input") if i["type"] == "text")
    assert (area["maxlength"], "required" in area, line["maxlength"], "required" in line) == ("300", True, "300", False)
    assert {area["id"], line["id"]} <= {label.get("for") for label in page.all("label")}


async def test_chat_buttons_are_left_out_of_a_page(web: Site) -> None:
    chat = Buttons((Button("Show", ShowInterview(InterviewId("i-1"))),))
    web.desk.answer = lambda inbound: Say(Card("As a card", (para("Some text"), chat)))

    page = await read(web)

    assert "Some text" in page.text
    assert page.all("button") == []


# --- zones -------------------------------------------------------------------------------------------------------------


async def test_another_zone_redraws_every_time(web: Site) -> None:
    page = await read(web, f"/book/{TOKEN}?zone=Asia/Kolkata")

    assert "18:30–19:00 (India Standard Time, UTC+5:30)" in page.text
    assert "Times are in Kolkata time" in page.text
    assert [option["value"] for option in page.all("option") if "selected" in option] == ["Asia/Kolkata"]


@pytest.mark.parametrize(
    "zone", ["Mars/Olympus", "../../etc/passwd", "Europe/berlin", "<script>", "x" * 3000, "Europe/Berlin\x00"]
)
async def test_an_unknown_zone_is_left_aside_and_the_reader_is_told(web: Site, zone: str) -> None:
    page = await read(web, f"/book/{TOKEN}?{urlencode({'zone': zone})}")

    assert web.desk.seen == [PageOpened(CLAIM)]
    assert "We do not know that time zone" in page.text
    assert "Times are in Berlin time" in page.text
    assert "open" in page.all("details")[0]
    assert zone not in page.text


async def test_a_zone_of_the_record_that_no_longer_exists_falls_back_to_utc(web: Site) -> None:
    web.desk.answer = lambda inbound: Show(offer(zone="Mars/Olympus"))

    assert "13:00–13:30 (Coordinated Universal Time, UTC)" in (await read(web)).text


async def test_times_on_both_sides_of_a_clock_change_each_keep_their_offset(web: Site) -> None:
    web.desk.answer = lambda inbound: Show(offer(first=later(TUESDAY, days=24), second=later(TUESDAY, days=27)))

    text = (await read(web)).text

    assert "Friday, 26 March 2027, 14:00–14:30 (Central European Time, UTC+1)" in text
    assert "Monday, 29 March 2027, 15:00–15:30 (Central European Time, UTC+2)" in text


async def test_the_readers_region_decides_between_twelve_and_twenty_four_hours(web: Site) -> None:
    american = await read(web, **{"Accept-Language": "en-US"})

    assert "Tuesday, March 2, 2027, 2:00\u2009–\u20092:30\u202fPM" in american.text


# --- sending a form ---------------------------------------------------------------------------------------------------


async def test_a_choice_reaches_the_core_and_its_answer_is_the_page(web: Site) -> None:
    status, html = await post(web, f"/book/{TOKEN}?zone=Asia/Tokyo", step="choose", option="2")

    assert web.desk.seen == [PagePosted(CLAIM, "choose", {"option": "2"}, zone="Asia/Tokyo")]
    assert status == 200
    assert "You are booked" in html
    assert "18:15–18:45" in html


async def test_sending_the_same_again_is_handed_on_again(web: Site) -> None:
    first = await post(web, step="choose", option="1")
    again = await post(web, step="choose", option="1")

    assert first == again
    assert len(web.desk.posted) == 2


async def test_what_people_write_arrives_as_they_wrote_it(web: Site) -> None:
    wrote = "Tue & Wed + 50% ok?\r\n\tمساءً 🙂 <b>'\"\x0b\x00"

    await post(web, step="more", wish=wrote, note="")

    assert web.desk.posted[0].values == {"wish": "Tue & Wed + 50% ok?\n\tمساءً 🙂 <b>'\"", "note": ""}


async def test_after_an_answer_the_next_click_starts_at_the_page_itself(web: Site) -> None:
    web.desk.answer = lambda inbound: Show(booked())

    _, html = await post(web, f"/book/{TOKEN}?step=none&zone=Asia/Tokyo", step="more", wish="Friday")

    assert 'type="hidden" name="step"' not in html
    assert "?zone=Asia%2FTokyo&amp;step=move" in html


async def test_a_refusal_is_a_page_with_the_way_back(web: Site) -> None:
    state = Card("State", (Para(spans("You are booked on ", TUESDAY)),))
    web.desk.answer = lambda inbound: Refuse("It is less than 4 hours away, so please write to Grace <3", card=state)

    status, html = await post(web, step="cancel", reason="")

    assert status == 409
    assert "less than 4 hours away" in html
    assert "Grace &lt;3" in html
    assert "You are booked on" in html
    assert 'href="?"' in html


async def test_field_errors_reopen_the_page_with_what_was_typed(web: Site) -> None:
    web.desk.answer = lambda inbound: (
        FormErrors({"wish": "Please name a day."}) if isinstance(inbound, PagePosted) else Show(wishes())
    )

    status, html = await post(web, f"/book/{TOKEN}?step=none", step="more", wish="<dunno>", note='"later"')
    page = Reading(html)

    assert status == 422
    assert web.desk.opened == [PageOpened(CLAIM, step="none")]
    assert page.text.count("Please name a day.") == 2
    assert "#more-wish" in [link["href"] for link in page.all("a")]
    area = page.all("textarea")[0]
    assert (area["id"], area["aria-invalid"], area["aria-describedby"]) == (
        "more-wish",
        "true",
        "more-wish-hint more-wish-error",
    )
    assert "&lt;dunno&gt;</textarea>" in html
    assert escape('"later"').replace("&quot;", "&#34;") in html


async def test_errors_are_shown_even_if_the_form_is_gone(web: Site) -> None:
    web.desk.answer = lambda inbound: (
        FormErrors({"wish": "Please name a day."}) if isinstance(inbound, PagePosted) else Show(booked())
    )

    status, html = await post(web, step="more", wish="x")

    assert (status, "Please name a day." in html) == (422, True)


async def test_nothing_to_show_is_still_an_answer(web: Site) -> None:
    web.desk.answer = lambda inbound: Nothing()

    assert "We have noted that." in (await post(web, step="more", wish="Friday"))[1]


# --- forms that are not ours -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"", FORM["Content-Type"], 400),
        (b"option=1", FORM["Content-Type"], 400),
        (b"step=", FORM["Content-Type"], 400),
        (b"step=a%20b", FORM["Content-Type"], 400),
        (b"step=" + b"x" * 61, FORM["Content-Type"], 400),
        (b"step=choose&step=cancel", FORM["Content-Type"], 400),
        (b"step=choose&option=1&option=2", FORM["Content-Type"], 400),
        (b"step=choose&%3Cb%3E=1", FORM["Content-Type"], 400),
        (b"step=choose&" + b"&".join(b"f%d=1" % n for n in range(30)), FORM["Content-Type"], 400),
        (b"step=choose&option=%ff%fe", FORM["Content-Type"], 400),
        ("step=choose&option=é".encode(), FORM["Content-Type"], 400),
        (b'{"step": "choose"}', "application/json", 415),
        (b"step=choose", "text/plain", 415),
        (b"step=choose", "application/octet-stream", 415),
        (b"--b\r\n", "multipart/form-data; boundary=b", 415),
        (b"step=choose", f"{FORM['Content-Type']}; charset=utf-16", 415),
        (b"step=choose", f"{FORM['Content-Type']}; charset=no-such", 415),
        (b"step=choose&option=" + b"1" * 16_385, FORM["Content-Type"], 413),
    ],
)
async def test_what_is_no_form_of_ours_is_told_so_and_changes_nothing(
    web: Site, body: bytes, kind: str, status: int
) -> None:
    async with web.client.post(web.at(), data=body, headers={"Content-Type": kind}) as answer:
        html = await answer.text()

    assert answer.status == status
    assert answer.content_type == "text/html"
    assert "othing was changed" in html
    assert web.desk.seen == []


async def test_a_form_of_the_full_size_is_taken(web: Site) -> None:
    body = b"step=more&wish=".ljust(16 * 1024, b"a")

    async with web.client.post(web.at(), data=body, headers=FORM) as answer:
        assert answer.status == 200


async def test_a_body_that_does_not_say_its_size_is_measured_as_it_comes(web: Site) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b"y" * 1024

    async with web.client.post(web.at(), data=endless(), headers=FORM) as answer:
        assert answer.status == 413

    assert web.desk.seen == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "null"},
        {"Origin": "https://evil.example"},
        {"Origin": "https://usher.example.evil.example"},
    ],
)
async def test_a_form_sent_from_another_site_is_turned_away(web: Site, headers: dict[str, str]) -> None:
    async with web.client.post(web.at(), data=b"step=choose&option=1", headers=FORM | headers) as answer:
        assert answer.status == 403
        assert "sent from another site" in await answer.text()

    assert web.desk.seen == []


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "https://book.northwind.example", "X-Forwarded-Host": "book.northwind.example"},
        {"Origin": "https://book.northwind.example", "Host": "book.northwind.example"},
    ],
)
async def test_a_form_sent_from_our_own_page_is_taken(web: Site, headers: dict[str, str]) -> None:
    async with web.client.post(web.at(), data=b"step=choose&option=1", headers=FORM | headers) as answer:
        assert answer.status == 200

    assert len(web.desk.posted) == 1


async def test_a_signed_link_names_its_own_purpose(web: Site) -> None:
    manage = type(CLAIM)(CLAIM.interview, 2, Purpose.MANAGE, CLAIM.expires)

    await read(web, f"/book/{sign(manage, keys=KEYS)}")

    assert web.desk.seen == [PageOpened(manage)]


async def test_a_signed_span_on_a_page_is_signed_when_drawn(web: Site) -> None:
    web.desk.answer = lambda inbound: Show(Page("Here", (para(Signed("again", CLAIM), When(THURSDAY.at)),)))

    assert f"https://usher.example/book/{TOKEN}" in [link["href"] for link in (await read(web)).all("a")]
