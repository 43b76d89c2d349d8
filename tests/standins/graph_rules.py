"""What Microsoft Graph accepts of us, as its reference documents it: each call with its parameters and its body.

https://learn.microsoft.com/graph/api/resources/event and the pages beside it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jsonschema_rs import Draft7Validator

Json = Mapping[str, Any]

TEXT = {"type": "string"}
FLAG = {"type": "boolean"}


def _shape(required: Sequence[str] = (), /, **members: Json) -> Json:
    return {"type": "object", "properties": members, "required": list(required), "additionalProperties": False}


def _one_of(*words: str) -> Json:
    return {"enum": list(words)}


def _list(items: Json) -> Json:
    return {"type": "array", "items": items}


INSTANT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$"}
WHEN = _shape(
    ("dateTime", "timeZone"),
    dateTime={"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?$"},
    timeZone=_one_of("UTC"),
)
GUEST = _shape(
    ("emailAddress",),
    emailAddress=_shape(("address",), address=TEXT, name=TEXT),
    type=_one_of("required", "optional", "resource"),
    status=_shape((), response=TEXT, time=TEXT),
)
PROPERTY = _shape(
    ("id", "value"),
    id={"type": "string", "pattern": r"^String \{[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\} Name \S+$"},
    value=TEXT,
)
CHANGEABLE = {
    "subject": {"type": "string", "maxLength": 255},
    "body": _shape(("contentType", "content"), contentType=_one_of("text", "html"), content=TEXT),
    "location": _shape((), displayName=TEXT),
    "start": WHEN,
    "end": WHEN,
    "showAs": _one_of("free", "tentative", "busy", "oof", "workingElsewhere"),
    "sensitivity": _one_of("normal", "personal", "private", "confidential"),
    "attendees": _list(GUEST),
    "isReminderOn": FLAG,
    "isOnlineMeeting": FLAG,
    "onlineMeetingProvider": _one_of("teamsForBusiness"),
}
EVENT = _shape(
    ("subject", "start", "end"),
    **CHANGEABLE,
    transactionId=TEXT,
    singleValueExtendedProperties=_list(PROPERTY),
)
SCHEDULES = _shape(
    ("schedules", "startTime", "endTime"),
    schedules={"type": "array", "items": TEXT, "minItems": 1, "maxItems": 20},
    startTime=WHEN,
    endTime=WHEN,
    availabilityViewInterval={"type": "integer", "minimum": 5, "maximum": 1440},
)
SUBSCRIPTION = _shape(
    ("changeType", "notificationUrl", "resource", "expirationDateTime"),
    changeType={"type": "string", "pattern": "^(created|updated|deleted)(,(created|updated|deleted))*$"},
    notificationUrl={"type": "string", "pattern": "^https://"},
    lifecycleNotificationUrl={"type": "string", "pattern": "^https://"},
    resource={"type": "string", "pattern": "^users/[^/]+/events$"},
    expirationDateTime=INSTANT,
    clientState={"type": "string", "maxLength": 128},
)
BOUNDS = ("startDateTime", "endDateTime")


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the API: its name here, how it is addressed, what must and what may be asked, and its body."""

    name: str
    verb: str
    path: str
    must: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    body: Json | None = None


USER = r"users/(?P<owner>[^/]+)"
CALLS = (
    Call("events.create", "POST", rf"{USER}/events", body=EVENT),
    Call("events.find", "GET", rf"{USER}/events", must=("$filter",), may=("$select", "$top")),
    Call("events.get", "GET", rf"{USER}/events/(?P<event>[^/]+)", may=("$select",)),
    Call("events.update", "PATCH", rf"{USER}/events/(?P<event>[^/]+)", body=_shape((), **CHANGEABLE)),
    Call("events.delete", "DELETE", rf"{USER}/events/(?P<event>[^/]+)"),
    Call("view", "GET", rf"{USER}/calendarView", must=BOUNDS, may=("$select", "$top", "$skip")),
    Call("delta", "GET", rf"{USER}/calendarView/delta", may=(*BOUNDS, "$skiptoken", "$deltatoken")),
    Call("schedule", "POST", rf"{USER}/calendar/getSchedule", body=SCHEDULES),
    Call("subscriptions.create", "POST", "subscriptions", body=SUBSCRIPTION),
    Call(
        "subscriptions.update",
        "PATCH",
        r"subscriptions/(?P<subscription>[^/]+)",
        body=_shape(("expirationDateTime",), expirationDateTime=INSTANT),
    ),
    Call("subscriptions.delete", "DELETE", r"subscriptions/(?P<subscription>[^/]+)"),
)
PREFERENCES = re.compile(
    r'IdType="ImmutableId"|outlook\.timezone="UTC"|outlook\.body-content-type="(text|html)"|odata\.maxpagesize=\d+'
)


def call_of(verb: str, path: str) -> tuple[Call, Mapping[str, str]] | None:
    """Return what a request calls, and what stands in its path."""
    for call in CALLS:
        if call.verb == verb and (found := re.fullmatch(call.path, path)):
            return call, found.groupdict()
    return None


def complaints(
    call: Call, *, query: Sequence[tuple[str, str]], body: object | None, prefer: Sequence[str]
) -> Iterator[str]:
    """Yield everything about a request that the reference does not provide for."""
    names = [name for name, _ in query]
    yield from (f"{call.name}: no parameter {name}" for name in names if name not in call.must + call.may)
    yield from (f"{call.name}: {name} is missing" for name in call.must if name not in names)
    yield from (f"{call.name}: {name} twice" for name in set(names) if names.count(name) > 1)
    yield from (f"{call.name}: {value} is no instant" for name, value in query if _no_instant(name, value))
    if call.name == "delta" and not ({*BOUNDS} <= {*names} or {"$skiptoken", "$deltatoken"} & {*names}):
        yield "delta: neither bounds nor a token"
    if (call.body is None) != (body is None):
        yield f"{call.name}: {'takes no' if call.body is None else 'needs a'} body"
    elif call.body is not None:
        wrong = Draft7Validator(call.body).iter_errors(body)
        yield from (f"{call.name} {'.'.join(map(str, each.instance_path))}: {each.message}" for each in wrong)
    yield from (f"{call.name}: no preference {each}" for each in prefer if not PREFERENCES.fullmatch(each))
    if "owner" in call.path and 'IdType="ImmutableId"' not in prefer:
        yield f"{call.name}: an id that may change"


def _no_instant(name: str, value: str) -> bool:
    return name in BOUNDS and not re.fullmatch(str(INSTANT["pattern"]), value)
