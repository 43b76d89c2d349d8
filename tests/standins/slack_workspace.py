"""What Slack keeps and what its Web API does with it, without the network: people, messages, views, triggers."""

import time
from collections.abc import Callable

from tests.standins.slack_blocks import faults_in_home, faults_in_modal
from tests.standins.slack_conversations import Conversations, Message, Refused
from tests.standins.slack_person import Json, SlackUser
from tests.standins.slack_screen import Home, Modal, Moment

__all__ = ["Message", "Refused", "Workspace"]

TRIGGER_LIVES = 3.0  # seconds


class Workspace(Conversations):
    """One workspace with one app installed; people may come from other workspaces too.

    Every method of the Web API takes the call's arguments and returns its answer, or raises Refused.
    """

    token = "xoxb-stand-in"
    app_id, bot_id = "A0USHER", "B0USHER"
    origin = ""

    def __init__(self, *, team: str = "T0HOME", clock: Callable[[], float] = time.time) -> None:
        super().__init__()
        self.team = self.speaking = team  # `speaking`: the workspace whose token the present call carries
        self.clock = clock
        self.modals: dict[str, Modal] = {}
        self.moments: list[Moment] = []
        self.has_homes = True
        """Whether the app's Home tab is switched on."""
        self.methods: dict[str, Callable[[Json], Json]] = {
            "auth.test": self._auth_test,
            "chat.postEphemeral": self.post_ephemeral,
            "chat.postMessage": self.post_message,
            "chat.update": self.update_message,
            "conversations.open": self.open_conversation,
            "conversations.history": self.history,
            "conversations.replies": self.replies,
            "users.info": self._user_info,
            "views.open": self._open_view,
            "views.publish": self._publish_view,
            "views.push": self._push_view,
            "views.update": self._update_view,
        }

    def moment(self, user: SlackUser) -> Moment:
        """A fresh interaction: its trigger and its `response_url`."""
        number = next(self._numbers)
        made = Moment(f"{number}.{user.id}.trigger", f"{self.origin}/response/{number}", self.clock(), user)
        self.moments.append(made)
        return made

    def _auth_test(self, _: Json) -> Json:
        return {"team_id": self.speaking, "team": "Home", "user_id": self.bot_user, "bot_id": self.bot_id, "url": "…"}

    def _user_info(self, given: Json) -> Json:
        if given.get("user") not in self.people:
            raise Refused("user_not_found")
        return {"user": self.people[given["user"]].told()}

    def _open_view(self, given: Json) -> Json:
        moment = self._exchanged(given.get("trigger_id", ""))
        moment.user.modals.clear()
        return self._shown(given, moment)

    def _push_view(self, given: Json) -> Json:
        moment = self._exchanged(given.get("trigger_id", ""))
        if not moment.user.modals:
            self.judge(["a view pushed where no modal stands open"], code="invalid_arguments")
        if len(moment.user.modals) >= 3:
            raise Refused("push_limit_reached")
        return self._shown(given, moment)

    def _update_view(self, given: Json) -> Json:
        modal = self.modals.get(given.get("view_id", ""))
        if modal is None:
            raise Refused("not_found")
        if given.get("hash") not in {None, modal.hash}:
            raise Refused("hash_conflict")
        modal.becomes(self.judged_view(given.get("view") or {}))
        return {"view": modal.told()}

    def _publish_view(self, given: Json) -> Json:
        user = self.people.get(given.get("user_id", ""))
        if user is None or user.team != self.speaking:
            raise Refused("invalid_arguments")
        if not self.has_homes:
            raise Refused("not_enabled")
        view = given.get("view") or {}
        self.judge(faults_in_home(view), code="invalid_arguments")
        drawn = {**view, "blocks": self.numbered(view["blocks"])}
        if user.home is None:
            user.home = Home(f"V{next(self._numbers):04}", user, drawn)
        elif given.get("hash") not in {None, user.home.hash}:
            raise Refused("hash_conflict")
        else:
            user.home.becomes(drawn)
        return {"view": user.home.told()}

    def _shown(self, given: Json, moment: Moment) -> Json:
        modal = self.new_modal(given.get("view") or {}, moment.user)
        moment.modal = modal
        return {"view": modal.told()}

    def _exchanged(self, trigger: str) -> Moment:
        """A trigger opens one thing, within three seconds."""
        moment = next((each for each in self.moments if each.trigger == trigger), None)
        if moment is None:
            raise Refused("invalid_trigger_id")
        if moment.exchanged:
            raise Refused("exchanged_trigger_id")
        if self.clock() - moment.at > TRIGGER_LIVES:
            raise Refused("expired_trigger_id")
        moment.exchanged = True
        return moment

    # --- what both halves need ------------------------------------------------------------------------------------

    def new_modal(self, view: Json, user: SlackUser) -> Modal:
        modal = Modal(f"V{next(self._numbers):04}", user, self.judged_view(view))
        self.modals[modal.id] = modal
        user.modals.append(modal)
        return modal

    def judged_view(self, view: Json) -> Json:
        self.judge(faults_in_modal(view), code="invalid_arguments")
        return {**view, "blocks": self.numbered(view["blocks"])}
