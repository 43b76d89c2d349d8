"""The requests that are measured, signed as their senders would sign them, each with the number of its recording."""

import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode

from bot.actions import Action, CancelIt, FormAction, SeatFits
from bot.codec import encode
from bot.domain.token import Claim, Purpose, sign
from tests.bench.client import post
from tests.bench.town import ATS, KEYS, NOW, TEAM, Town, interview_id, name

SLACK_SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
ATS_SECRET = "a-secret-for-the-generic-hook"
NUMBER = "X-Bench-Number"
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Path:
    """One kind of request: `make` gives the bytes of request `number` about an application, signed now.

    `begins` is where among those applications it starts, as a part of them: what is cancelled cannot be booked as well.
    A right answer holds `says`; Slack is answered 200 whatever happens.
    """

    name: str
    make: Callable[[Town, int, int], bytes]
    among: Callable[[Town], range]
    says: bytes
    begins: float = 0.0

    def requests(self, town: Town, those: Iterable[int], *, base: int) -> list[bytes]:
        """Return the requests of these places; the number of the first place would be `base`."""
        all_of_them = self.among(town)
        first = int(self.begins * len(all_of_them))
        return [self.make(town, base + place, all_of_them[first + place]) for place in those]


def help_command(town: Town, number: int, application: int) -> bytes:
    return _command(town, number, application, "help")


def status_command(town: Town, number: int, application: int) -> bytes:
    return _command(town, number, application, f"status {name(application).split()[1]}")


def note_command(town: Town, number: int, application: int) -> bytes:
    return _command(town, number, application, f"note {name(application).split()[1]}: would rather start in May")


def seat_press(town: Town, number: int, application: int) -> bytes:
    """The interviewer says that the booked time suits them."""
    button = {
        "type": "button",
        "action_id": "b0",
        "block_id": "c0",
        "text": {"type": "plain_text", "text": "Works for me"},
        "value": encode(SeatFits(interview_id(application), 1), Action),
        "action_ts": "1772445600.000100",
    }
    payload = {
        "type": "block_actions",
        "team": {"id": TEAM, "domain": "bench"},
        "user": {"id": town.user(application), "team_id": TEAM},
        "api_app_id": "A0BENCH",
        "container": {"type": "message", "channel_id": "D0BENCH", "message_ts": f"{application}.000100"},
        "channel": {"id": "D0BENCH", "name": "directmessage"},
        "response_url": "http://127.0.0.1:9/response",
        "trigger_id": f"{number}.1.a",
        "actions": [button],
    }
    return _slack(number, urlencode({"payload": json.dumps(payload)}).encode())


def cancel_form(town: Town, number: int, application: int) -> bytes:
    metadata = encode(CancelIt(interview_id(application)), FormAction)
    chosen = {
        "type": "static_select",
        "selected_option": {"value": "role", "text": {"type": "plain_text", "text": "x"}},
    }
    view = {
        "id": "V0BENCH",
        "type": "modal",
        "callback_id": "form",
        "title": {"type": "plain_text", "text": "Cancel"},
        "private_metadata": metadata,
        "blocks": [{"type": "input", "block_id": "reason", "element": {"type": "static_select", "action_id": "value"}}],
        "state": {"values": {"reason": {"value": chosen}}},
    }
    payload = {
        "type": "view_submission",
        "team": {"id": TEAM, "domain": "bench"},
        "user": {"id": town.user(application), "team_id": TEAM},
        "api_app_id": "A0BENCH",
        "view": view,
    }
    return _slack(number, urlencode({"payload": json.dumps(payload)}).encode())


def stage_change(town: Town, number: int, application: int) -> bytes:
    told = {
        "event": "application",
        "id": f"delivery-{number}",
        "at": NOW.isoformat(),
        "status": "active",
        "application": {"id": f"a-{application}", "url": f"https://ats.example/a-{application}"},
        "candidate": {
            "id": f"c-{application}",
            "name": name(application),
            "email": f"kwame{application}@mail.example",
            "zone": "Africa/Accra",
        },
        "job": {"id": f"job-{town.recruiter(application)}", "title": f"Engineer {town.recruiter(application)}"},
        "stage": {"id": "s-2", "name": "Recruiter screen"},
    }
    body, stamp = json.dumps(told).encode(), str(int(time.time()))
    signature = hmac.new(ATS_SECRET.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    headers = {"X-Usher-Signature": f"t={stamp},v1={signature}", NUMBER: str(number)}
    return post(f"/ats/{ATS}", body, kind="application/json", headers=headers)


def choice(town: Town, number: int, application: int) -> bytes:
    expires = datetime.fromtimestamp(int(town.deadline(application).timestamp()), UTC)
    token = sign(Claim(interview_id(application), 1, Purpose.OFFER, expires), keys=KEYS)
    body = urlencode({"step": "pick", "option": "1"}).encode()
    headers = {NUMBER: str(number), "Accept-Language": "en-GB,en;q=0.8", "Sec-Fetch-Site": "same-origin"}
    return post(f"/book/{token}?zone=Africa%2FAccra", body, kind=FORM, headers=headers)


def _command(town: Town, number: int, application: int, words: str) -> bytes:
    body = {
        "token": "deprecated",
        "team_id": TEAM,
        "team_domain": "bench",
        "channel_id": "C0BENCH",
        "channel_name": "general",
        "user_id": town.user(application),
        "user_name": "rae",
        "command": "/usher",
        "text": words,
        "api_app_id": "A0BENCH",
        "is_enterprise_install": "false",
        "response_url": "http://127.0.0.1:9/response",
        "trigger_id": f"{number}.1.a",
    }
    return _slack(number, urlencode(body).encode())


def _slack(number: int, body: bytes) -> bytes:
    stamp = str(int(time.time()))
    digest = hmac.new(SLACK_SECRET.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
    headers = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}", NUMBER: str(number)}
    return post("/slack/events", body, kind=FORM, headers=headers)
