"""Looking back: everything that the audit keeps has a sentence, and sentences name people where their reader may know."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

from bot.domain.access import Who
from bot.ports import Happening
from bot.say.history import HAPPENED, SEEN, said
from tests.when import NOON

ROOT = Path(__file__).parent.parent.parent


def kept(writes: Callable[[ast.expr], bool]) -> Iterator[tuple[str, str]]:
    """Yield every word that is written into the audit by calls such as these, and where."""
    for path in sorted([*ROOT.glob("bot/**/*.py"), *ROOT.glob("storage/*.py")]):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        named = {node.targets[0].id: node.value for node in tree.body if _is_named(node)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and node.args and writes(node.func):
                told = node.args[0]
                told = named.get(told.id, told) if isinstance(told, ast.Name) else told
                for each in ast.walk(told):
                    if isinstance(each, ast.Constant) and isinstance(each.value, str):
                        yield each.value, path.name


def _is_named(node: ast.stmt) -> bool:
    return isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)


def _writes(called: ast.expr) -> bool:
    match called:
        case ast.Name("Move") | ast.Attribute(ast.Attribute(attr="audit"), "changed"):
            return True
        case _:
            return False


def _reads(called: ast.expr) -> bool:
    match called:
        case ast.Attribute(ast.Attribute(attr="audit"), "read") | ast.Attribute(ast.Attribute(attr="_audit"), "seen"):
            return True
        case _:
            return False


def test_every_change_that_is_kept_has_a_sentence() -> None:
    words = dict(kept(_writes))

    assert len(words) > 40
    assert {word: where for word, where in words.items() if word not in HAPPENED} == {}


def test_whatever_is_seen_has_a_name() -> None:
    words = dict(kept(_reads))

    assert len(words) > 8
    assert {word: where for word, where in words.items() if word not in SEEN} == {}


def test_a_sentence_names_who_and_whom_only_where_it_is_told() -> None:
    booked = Happening(NOON, Who.CANDIDATE, "interview.booked", "i-1")
    read = Happening(NOON, Who.PERSON, "interview.read", "i-1", read=True, who_id="3")

    assert said(booked) == "A time was booked, by the candidate"
    assert said(booked, about="Ada O.") == "Ada O.: A time was booked, by the candidate"
    assert said(read, by="Jonas") == f"{SEEN['interview.read']} was seen, by Jonas"


def test_what_is_unknown_or_lacks_its_detail_is_told_as_it_is() -> None:
    assert said(Happening(NOON, Who.USHER, "of.tomorrow", "x")) == "of.tomorrow, by Usher"
    assert said(Happening(NOON, Who.ATS, "application.moved", "x")) == "An application moved to {stage}, by the ATS"


def test_statuses_read_as_people_call_them() -> None:
    told = Happening(NOON, Who.ATS, "application.status_told", "x", detail={"status": "on_hold"})
    assert said(told) == "The ATS told of a status: on hold, by the ATS"
