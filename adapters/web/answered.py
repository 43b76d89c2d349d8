"""What the core answered, as a page over HTTP; and what a request tells about its reader."""

from aiohttp import web

from adapters.web import kindly
from adapters.web.draw import Reader, draw
from adapters.web.look import Look, content_policy
from adapters.web.posted import is_word
from adapters.web.when import regional
from adapters.web.zones import known
from bot.pages import Page
from bot.ports import Links
from bot.reply import FormErrors, Nothing, Redraw, Refuse, Reply, Say, Show


def page_response(page: Page, *, look: Look, links: Links, reader: Reader) -> web.Response:
    """Return a page as an HTTP response, under the policy that allows its own style and nothing else."""
    html = draw(page, look=look, links=links, reader=reader)
    return web.Response(
        body=html.encode("utf-8", "replace"),  # half a surrogate pair in a name must not cost the page
        status=page.status,
        content_type="text/html",
        charset="utf-8",
        headers={"Content-Security-Policy": content_policy(look)},
    )


def page_of(reply: Reply) -> Page:
    """Return what a reply shows; raises TypeError for one that no page can show."""
    match reply:
        case Show(page):
            return page
        case Refuse():
            return kindly.refused(reply)
        case Say(card) | Redraw(card):
            return Page(card.title, card.blocks)
        case Nothing():
            return kindly.settled()
        case FormErrors(errors):
            return kindly.refused(Refuse(" ".join(errors.values())))
        case _:
            raise TypeError(f"a page cannot show {type(reply).__name__}")


def reader_of(request: web.Request, *, look: Look, csrf: str = "") -> Reader:
    """Return what the request tells; `csrf` stands in every form of the page where the reader is signed in."""
    zone, step = request.query.get("zone", ""), request.query.get("step", "")
    return Reader(
        locale=regional(request.headers.get("Accept-Language", ""), locale=look.language),
        zone=zone if zone in known() else "",
        step=step if is_word(step) else "",
        strange_zone=bool(zone) and zone not in known(),
        csrf=csrf,
    )
