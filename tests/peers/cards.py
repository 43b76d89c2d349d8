"""Cards as data: what their buttons send, and how a client draws them that knows less."""

from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]


def with_fallbacks(part: Any) -> Any:
    """Return a card as a client draws it that knows no `Action.Execute`."""
    match part:
        case {"fallback": fallback}:
            return fallback
        case dict():
            return {name: with_fallbacks(each) for name, each in part.items()}
        case list():
            return [with_fallbacks(each) for each in part]
        case _:
            return part


def actions(part: Any) -> Iterator[Json]:
    """Yield every button of a card."""
    match part:
        case {"type": "Action.Submit" | "Action.Execute"}:
            if "data" in part:
                yield part
        case dict():
            for each in part.values():
                yield from actions(each)
        case list():
            for each in part:
                yield from actions(each)


def sends(label: str, *, of: Json) -> Json:
    """Return what a button of a card sends."""
    titles = {each["title"]: each["data"] for each in actions(of)}
    return titles[label]


def form_in(answer: Json) -> Json:
    """Return the card of the dialog that an answer opens, or goes on with."""
    assert answer["task"]["type"] == "continue", answer
    content: Json = answer["task"]["value"]["card"]["content"]
    return content


def held(form: Json) -> dict[str, str]:
    """Return what the inputs of a form hold as it opens."""
    return {each["id"]: each.get("value", "") for each in form["body"] if each["type"].startswith("Input.")}
