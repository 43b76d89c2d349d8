"""What switches Microsoft Teams on: the app registered in Entra, its tenants, and where Microsoft's services are."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address

TEAMS_LOGIN = "https://login.microsoftonline.com/"
TEAMS_OPENID = "https://login.botframework.com/v1/.well-known/openidconfiguration"
TEAMS_SERVICE = "https://smba.trafficmanager.net/teams/"
GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
YES = frozenset({"1", "true", "yes", "on"})
NO = frozenset({"", "0", "false", "no", "off"})


@dataclass(frozen=True, slots=True)
class Teams:
    """The bot's app, who may write to it, and where the Bot Connector's keys, tokens and conversations are.

    `tenants` are the Entra tenants whose people are served; the first is the app's own. `anonymous` takes requests without
    a token, on this machine alone.
    """

    app_id: str = ""
    app_password: str = field(default="", repr=False)
    tenants: tuple[str, ...] = ()
    allow_anonymous: str = ""
    login_url: str = TEAMS_LOGIN
    openid_url: str = TEAMS_OPENID
    service_url: str = TEAMS_SERVICE

    @classmethod
    def of(cls, said: Mapping[str, str]) -> "Teams":
        """Return them as the environment says them, by their names there."""
        return cls(
            app_id=said["TEAMS_APP_ID"].strip().lower(),
            app_password=said["TEAMS_APP_PASSWORD"],
            tenants=tuple(part.strip().lower() for part in said["TEAMS_TENANT_ID"].split(",") if part.strip()),
            allow_anonymous=said["TEAMS_ALLOW_ANONYMOUS"],
            login_url=said["TEAMS_LOGIN_URL"].rstrip("/") + "/",
            openid_url=said["TEAMS_OPENID_URL"],
            service_url=said["TEAMS_SERVICE_URL"].rstrip("/") + "/",
        )

    @property
    def tenant(self) -> str:
        """Return the app's own tenant, empty where none is named."""
        return self.tenants[0] if self.tenants else ""

    @property
    def anonymous(self) -> bool:
        return self.allow_anonymous.strip().casefold() in YES

    @property
    def on(self) -> bool:
        return self.anonymous or not self.lacking

    @property
    def lacking(self) -> tuple[str, ...]:
        """Return the names of those of the three that are not set."""
        three = {"APP_ID": self.app_id, "APP_PASSWORD": self.app_password, "TENANT_ID": self.tenant}
        return tuple(f"TEAMS_{name}" for name, value in three.items() if not value)

    @property
    def urls(self) -> tuple[tuple[str, str, str], ...]:
        """Return the name of each URL's setting, the URL, and the usual one."""
        return (
            ("TEAMS_LOGIN_URL", self.login_url, TEAMS_LOGIN),
            ("TEAMS_OPENID_URL", self.openid_url, TEAMS_OPENID),
            ("TEAMS_SERVICE_URL", self.service_url, TEAMS_SERVICE),
        )

    def problems(self) -> Iterator[str]:
        """Yield what is wrong, a sentence each, but for the URLs."""
        if not self.anonymous and 0 < len(self.lacking) < 3:
            yield f"Teams is half set up: set {', '.join(self.lacking)} too, or none of the three."
        if not all(GUID.fullmatch(each) for each in self.tenants):
            yield "TEAMS_TENANT_ID must be the tenant's id in Entra: by its domain nobody's messages could be told apart."
        if self.app_id and not GUID.fullmatch(self.app_id):
            yield "TEAMS_APP_ID must be the app's id in Entra, such as 12345678-90ab-cdef-1234-567890abcdef."
        if self.allow_anonymous.strip().casefold() not in YES | NO:
            yield "TEAMS_ALLOW_ANONYMOUS is either 1, for a local emulator, or left out."

    def problems_on(self, host: str) -> Iterator[str]:
        """Yield what is wrong with serving on this host."""
        if self.anonymous and not is_loopback(host):
            yield (
                "TEAMS_ALLOW_ANONYMOUS is for an emulator on this machine: serve on 127.0.0.1, or leave it out "
                "and set TEAMS_APP_ID, TEAMS_APP_PASSWORD and TEAMS_TENANT_ID."
            )


def is_loopback(host: str) -> bool:
    """Whether a server on this host can be reached from this machine alone."""
    try:
        return host == "localhost" or ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
