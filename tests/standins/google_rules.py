"""What Google's Calendar API accepts, read from the discovery document that ships with its client: every method with its
parameters, its body and the scopes of which a token needs one.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import googleapiclient

Json = Mapping[str, Any]

DOCUMENT = json.loads(
    (Path(googleapiclient.__file__).parent / "discovery_cache" / "documents" / "calendar.v3.json").read_text("utf-8")
)
TYPES: Mapping[str, type | tuple[type, ...]] = {
    "string": str,
    "boolean": bool,
    "integer": int,
    "number": (int, float),
    "array": list,
    "object": dict,
}


@dataclass(frozen=True, slots=True)
class Method:
    """One method of the API, such as `calendar.events.insert`."""

    id: str
    verb: str
    path: str
    parameters: Json
    body: str
    scopes: frozenset[str]

    @property
    def pattern(self) -> str:
        return re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(self.path))

    @property
    def name(self) -> str:
        return self.id.removeprefix("calendar.")


def _methods() -> Iterator[Method]:
    for resource in DOCUMENT["resources"].values():
        for told in resource["methods"].values():
            yield Method(
                told["id"],
                told["httpMethod"],
                told["path"],
                told.get("parameters", {}),
                told.get("request", {}).get("$ref", ""),
                frozenset(told["scopes"]),
            )


METHODS = tuple(_methods())


def method_of(verb: str, path: str) -> tuple[Method, Mapping[str, str]] | None:
    """Return the method that a request calls, and what stands in its path."""
    for method in METHODS:
        if method.verb == verb and (found := re.fullmatch(method.pattern, path)):
            return method, found.groupdict()
    return None


def complaints(method: Method, *, query: Sequence[tuple[str, str]], body: Json | None) -> Iterator[str]:
    """Yield everything about a request that the document does not provide for."""
    known = {**DOCUMENT["parameters"], **method.parameters}
    for name, value in query:
        if name not in known or known[name].get("location") != "query":
            yield f"{method.id}: no parameter {name}"
        else:
            yield from _value(known[name], value, at=f"{method.id}: {name}")
    names = [name for name, _ in query]
    yield from (
        f"{method.id}: {name} twice" for name in set(names) if names.count(name) > 1 and not known[name].get("repeated")
    )
    if bool(method.body) != (body is not None):
        yield f"{method.id}: {'needs a' if method.body else 'takes no'} body"
    elif body is not None:
        yield from _shaped(DOCUMENT["schemas"][method.body], body, at=method.body, method=method.id)


def _value(rule: Json, value: str, *, at: str) -> Iterator[str]:
    if "enum" in rule and value not in rule["enum"]:
        yield f"{at}={value} is none of {rule['enum']}"
    elif rule["type"] == "boolean" and value not in {"true", "false"}:
        yield f"{at}={value} is no boolean"
    elif rule["type"] == "integer" and not (
        value.isdecimal() and int(rule.get("minimum", 0)) <= int(value) <= int(rule.get("maximum", 2**31))
    ):
        yield f"{at}={value} is out of range"
    elif rule.get("format") == "date-time":
        yield from _moment(value, at=at)


def _shaped(rule: Json, given: object, *, at: str, method: str) -> Iterator[str]:
    if "$ref" in rule:
        rule = DOCUMENT["schemas"][rule["$ref"]]
    if not isinstance(given, TYPES[rule["type"]]):
        yield f"{at} is no {rule['type']}"
    elif isinstance(given, dict):
        yield from _members(rule, given, at=at, method=method)
    elif isinstance(given, list):
        for number, each in enumerate(given):
            yield from _shaped(rule["items"], each, at=f"{at}[{number}]", method=method)
    elif rule.get("format") == "date-time":
        yield from _moment(str(given), at=at)


def _members(rule: Json, given: Json, *, at: str, method: str) -> Iterator[str]:
    properties = rule.get("properties", {})
    for name, value in given.items():
        inner = properties.get(name, rule.get("additionalProperties"))
        if inner is None:
            yield f"{at} has no {name}"
        else:
            yield from _shaped(inner, value, at=f"{at}.{name}", method=method)
    for name, inner in properties.items():
        if method in inner.get("annotations", {}).get("required", ()) and name not in given:
            yield f"{at} lacks {name}"


def _moment(value: str, *, at: str) -> Iterator[str]:
    try:
        aware = datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        aware = False
    if not aware:
        yield f"{at}={value} is no RFC 3339 time"
