"""Settings come from the environment or `.env`, every gap is named at once, and no secret is ever printed."""

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.app import load_policy
from adapters.settings import NEEDED, SETTINGS, SettingsError, read_settings, ready_to_serve

ROOT = Path(__file__).parent.parent.parent
COMPLETE = {
    "USHER_DATABASE_URL": "postgresql+asyncpg://usher:database-password@db.example/usher",
    "USHER_BASE_URL": "https://usher.example",
    "USHER_SECRET_KEY": "the first key of many characters, the second key of many characters",
    "USHER_POLICY": "northwind.toml",
    "USHER_CALENDARS": "sandbox, google, microsoft",
    "GOOGLE_SERVICE_ACCOUNT_FILE": "/run/secrets/google.json",
    "GOOGLE_API_URL": "http://127.0.0.1:9/",
    "MICROSOFT_TENANT_ID": "northwind.onmicrosoft.com",
    "MICROSOFT_CLIENT_ID": "00001111-aaaa-2222-bbbb-3333cccc4444",
    "MICROSOFT_CLIENT_SECRET": "microsoft-secret",
    "MICROSOFT_GRAPH_URL": "http://127.0.0.1:9/",
    "MICROSOFT_LOGIN_URL": "http://127.0.0.1:8/",
    "SLACK_SIGNING_SECRET": "slack-signing-secret",
    "SLACK_BOT_TOKEN": "xoxb-bot-token",
    "SLACK_API_URL": "http://127.0.0.1:9/api/",
    "TEAMS_APP_ID": "5555aaaa-0000-4444-bbbb-6666cccc7777",
    "TEAMS_APP_PASSWORD": "teams-secret",
    "TEAMS_TENANT_ID": "8888dddd-1111-4444-cccc-9999eeee0000, 8888dddd-1111-4444-cccc-9999eeee1111",
    "TEAMS_ALLOW_ANONYMOUS": "no",
    "TEAMS_LOGIN_URL": "http://127.0.0.1:7",
    "TEAMS_OPENID_URL": "http://127.0.0.1:7/openid",
    "TEAMS_SERVICE_URL": "http://127.0.0.1:6/teams",
    "SMTP_URL": "smtp://usher:p%40ss#word$HOME@mail.example:587",
    "MAIL_FROM": 'Ünï "Hiring" <hiring@northwind.example>',
    "GREENHOUSE_WEBHOOK_SECRET": "greenhouse-secret",
    "GENERIC_ATS_SECRET": "generic-secret",
}
BY_OAUTH = {
    "SLACK_BOT_TOKEN": "",
    "SLACK_CLIENT_ID": "123.456",
    "SLACK_CLIENT_SECRET": "client-secret",
    "SLACK_APP_TOKEN": "xapp-line",
    "SLACK_WORKSPACES": "T0123ABCD, E0456EFGH",
}
SECRETS = (
    "client-secret",
    "microsoft-s",
    "teams-s",
    "xapp",
    "database-password",
    "first key",
    "second key",
    "signing-secret",
    "xoxb",
    "p%40ss",
    "greenhouse-s",
    "generic-s",
)
TELL = """
import json
from dataclasses import asdict
from adapters.settings import SettingsError, read_settings
try:
    print(json.dumps(asdict(read_settings()), default=lambda key: key.decode()))
except SettingsError as error:
    print(json.dumps(error.problems))
"""


def of_a_process(environment: Mapping[str, str], *, folder: Path) -> object:
    """Return the settings that a process reads which starts in a folder."""
    told = subprocess.run(
        [sys.executable, "-c", TELL],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", **environment},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return json.loads(told.stdout)


def problems(**changed: str) -> tuple[str, ...]:
    """Return what is wrong with the complete settings once some of them are changed."""
    try:
        ready_to_serve(read_settings(COMPLETE | changed))
    except SettingsError as error:
        return error.problems
    return ()


def test_the_table_of_settings_is_what_these_tests_know() -> None:
    assert {each.name for each in SETTINGS} == set(COMPLETE) | set(BY_OAUTH)
    assert set(NEEDED) <= set(COMPLETE)
    assert all(each.meaning.endswith(".") for each in SETTINGS)


def test_every_setting_is_read_from_the_environment(tmp_path: Path) -> None:
    assert of_a_process(COMPLETE, folder=tmp_path) == {
        "database_url": COMPLETE["USHER_DATABASE_URL"],
        "base_url": COMPLETE["USHER_BASE_URL"],
        "keys": ["the first key of many characters", "the second key of many characters"],
        "policy": COMPLETE["USHER_POLICY"],
        "calendars": ["sandbox", "google", "microsoft"],
        "smtp_url": COMPLETE["SMTP_URL"],
        "mail_from": COMPLETE["MAIL_FROM"],
        "slack": {
            "signing_secret": COMPLETE["SLACK_SIGNING_SECRET"],
            "bot_token": COMPLETE["SLACK_BOT_TOKEN"],
            "api_url": COMPLETE["SLACK_API_URL"],
            "app_token": "",
            "client_id": "",
            "client_secret": "",
            "workspaces": [],
        },
        "google": {
            "service_account_file": COMPLETE["GOOGLE_SERVICE_ACCOUNT_FILE"],
            "api_url": COMPLETE["GOOGLE_API_URL"],
        },
        "microsoft": {
            "tenant": COMPLETE["MICROSOFT_TENANT_ID"],
            "client": COMPLETE["MICROSOFT_CLIENT_ID"],
            "secret": COMPLETE["MICROSOFT_CLIENT_SECRET"],
            "graph_url": COMPLETE["MICROSOFT_GRAPH_URL"],
            "login_url": COMPLETE["MICROSOFT_LOGIN_URL"],
        },
        "teams": {
            "app_id": COMPLETE["TEAMS_APP_ID"],
            "app_password": COMPLETE["TEAMS_APP_PASSWORD"],
            "tenants": COMPLETE["TEAMS_TENANT_ID"].split(", "),
            "allow_anonymous": "no",
            "login_url": "http://127.0.0.1:7/",
            "openid_url": "http://127.0.0.1:7/openid",
            "service_url": "http://127.0.0.1:6/teams/",
        },
        "greenhouse_secret": COMPLETE["GREENHOUSE_WEBHOOK_SECRET"],
        "generic_secret": COMPLETE["GENERIC_ATS_SECRET"],
    }


def test_every_setting_is_read_from_a_file_in_the_folder_as_well(tmp_path: Path) -> None:
    lines = "\n".join(f"{name}='{value}'" for name, value in COMPLETE.items())
    (tmp_path / ".env").write_text(f"# Northwind\n{lines}\n", encoding="utf-8")
    (tmp_path / "below").mkdir()

    assert of_a_process({}, folder=tmp_path) == of_a_process(COMPLETE, folder=tmp_path / "below")


def test_the_environment_wins_over_the_file_and_a_file_above_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("USHER_POLICY=file.toml\nMAIL_FROM=file@northwind.example\n")
    (tmp_path / "below").mkdir()

    both = of_a_process({"USHER_POLICY": "environment.toml"}, folder=tmp_path)
    below = of_a_process({}, folder=tmp_path / "below")

    assert isinstance(both, dict)
    assert isinstance(below, dict)
    assert (both["policy"], both["mail_from"]) == ("environment.toml", "file@northwind.example")
    assert (below["policy"], below["mail_from"]) == ("hiring.toml", "")


def test_a_file_that_is_no_text_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"\xff\xfeU\x00")

    assert of_a_process({}, folder=tmp_path) == [
        ".env cannot be read: it must be a file of UTF-8 text with lines NAME=value."
    ]


@pytest.mark.parametrize("name", [each.name for each in SETTINGS if each.default])
def test_a_setting_that_is_empty_has_its_default(name: str) -> None:
    assert read_settings({name: ""}) == read_settings({})


def test_a_complete_set_is_ready_and_prints_no_secret() -> None:
    settings = ready_to_serve(read_settings(COMPLETE))

    assert settings.slack.on
    assert not [secret for secret in SECRETS if secret in f"{settings!r} {settings} {replace(settings)}"]


def test_everything_that_is_missing_or_wrong_is_named_at_once_without_its_value() -> None:
    broken = {
        "USHER_BASE_URL": "usher.example",
        "USHER_SECRET_KEY": "short-secret",
        "USHER_CALENDARS": "sandbox, outlook",
        "SLACK_BOT_TOKEN": "xoxb-bot-token",
        "MAIL_FROM": "nobody",
    }
    with pytest.raises(SettingsError) as raised:
        ready_to_serve(read_settings(broken))

    told = str(raised.value)
    for name in (
        "SMTP_URL",
        "USHER_BASE_URL",
        "USHER_SECRET_KEY",
        "USHER_CALENDARS",
        "SLACK_SIGNING_SECRET",
        "MAIL_FROM",
    ):
        assert name in told
    assert len(raised.value.problems) == 6
    assert "short-secret" not in told
    assert "xoxb" not in told


@pytest.mark.parametrize("name", NEEDED)
def test_each_setting_that_is_needed_is_missed(name: str) -> None:
    assert problems(**{name: ""}) == (f"Set {name}; the README's table of settings says what each is.",)


@pytest.mark.parametrize(
    ("changed", "lacking"),
    [
        ({"SLACK_SIGNING_SECRET": ""}, "SLACK_SIGNING_SECRET (or SLACK_APP_TOKEN for Socket Mode)"),
        ({"SLACK_BOT_TOKEN": ""}, "SLACK_BOT_TOKEN"),
    ],
)
def test_slack_half_set_up_refuses(changed: dict[str, str], lacking: str) -> None:
    assert problems(**changed) == (f"Slack is half set up: set {lacking} too, or neither.",)


def test_slack_by_oauth_and_socket_mode_is_complete_too() -> None:
    settings = read_settings(COMPLETE | BY_OAUTH | {"SLACK_SIGNING_SECRET": ""})

    assert problems(**BY_OAUTH, SLACK_SIGNING_SECRET="") == ()
    assert settings.slack.on
    assert settings.slack.workspaces == ("T0123ABCD", "E0456EFGH")
    assert not [secret for secret in SECRETS if secret in repr(settings)]


def test_half_an_oauth_or_two_ways_to_a_token_refuse() -> None:
    assert problems(**BY_OAUTH | {"SLACK_CLIENT_SECRET": ""}) == (
        "Slack's OAuth is half set up: set SLACK_CLIENT_SECRET too, or neither.",
    )
    assert len(problems(**BY_OAUTH | {"SLACK_BOT_TOKEN": "xoxb-1"})) == 1


@pytest.mark.parametrize(
    ("changed", "lacking"),
    [
        ({"GOOGLE_SERVICE_ACCOUNT_FILE": ""}, "set GOOGLE_SERVICE_ACCOUNT_FILE too, or leave google out"),
        (
            {"USHER_CALENDARS": "sandbox, microsoft"},
            "add google to USHER_CALENDARS, or leave out GOOGLE_SERVICE_ACCOUNT_FILE",
        ),
        ({"GOOGLE_API_URL": "googleapis.com"}, "GOOGLE_API_URL must be a URL"),
    ],
)
def test_google_half_set_up_refuses(changed: dict[str, str], lacking: str) -> None:
    (problem,) = problems(**changed)

    assert lacking in problem


@pytest.mark.parametrize(
    ("changed", "lacking"),
    [
        ({"MICROSOFT_TENANT_ID": ""}, "set MICROSOFT_TENANT_ID too, or leave microsoft out"),
        (
            {"MICROSOFT_CLIENT_SECRET": "", "MICROSOFT_CLIENT_ID": "", "USHER_CALENDARS": "google"},
            "set MICROSOFT_CLIENT_ID, MICROSOFT_CLIENT_SECRET too, or none",
        ),
        ({"USHER_CALENDARS": "google"}, "add microsoft to USHER_CALENDARS"),
        ({"MICROSOFT_GRAPH_URL": "graph.microsoft.com"}, "MICROSOFT_GRAPH_URL must be a URL"),
        ({"MICROSOFT_LOGIN_URL": "https://"}, "MICROSOFT_LOGIN_URL must be a URL"),
    ],
)
def test_microsoft_half_set_up_refuses(changed: dict[str, str], lacking: str) -> None:
    (problem,) = problems(**changed)

    assert lacking in problem


@pytest.mark.parametrize(
    ("changed", "lacking"),
    [
        ({"TEAMS_APP_ID": ""}, "Teams is half set up: set TEAMS_APP_ID too, or none of the three."),
        ({"TEAMS_APP_PASSWORD": "", "TEAMS_TENANT_ID": " , "}, "set TEAMS_APP_PASSWORD, TEAMS_TENANT_ID too"),
        ({"TEAMS_TENANT_ID": "northwind.example"}, "TEAMS_TENANT_ID must be the tenant's id in Entra"),
        ({"TEAMS_TENANT_ID": f"{COMPLETE['TEAMS_TENANT_ID']}, common"}, "TEAMS_TENANT_ID must be the tenant's id"),
        ({"TEAMS_APP_ID": "usher"}, "TEAMS_APP_ID must be the app's id in Entra"),
        ({"TEAMS_ALLOW_ANONYMOUS": "perhaps"}, "TEAMS_ALLOW_ANONYMOUS is either 1"),
        ({"TEAMS_OPENID_URL": "login.botframework.com"}, "TEAMS_OPENID_URL must be a URL"),
        ({"TEAMS_SERVICE_URL": "smba"}, "TEAMS_SERVICE_URL must be a URL"),
        ({"TEAMS_LOGIN_URL": "https://"}, "TEAMS_LOGIN_URL must be a URL"),
    ],
)
def test_teams_half_set_up_refuses(changed: dict[str, str], lacking: str) -> None:
    (problem,) = problems(**changed)

    assert lacking in problem


def test_ids_in_entra_are_known_however_they_are_written() -> None:
    shouted = {name: COMPLETE[name].upper() for name in ("TEAMS_APP_ID", "TEAMS_TENANT_ID")}

    assert read_settings(COMPLETE | shouted).teams == read_settings(COMPLETE).teams


def test_without_an_app_teams_is_on_only_for_an_emulator_on_this_machine() -> None:
    none = dict.fromkeys(("TEAMS_APP_ID", "TEAMS_APP_PASSWORD", "TEAMS_TENANT_ID"), "")
    emulated = read_settings(COMPLETE | none | {"TEAMS_ALLOW_ANONYMOUS": "1"})

    assert problems(**none) == ()
    assert not read_settings(COMPLETE | none).teams.on
    assert emulated.teams.on
    for host in ("127.0.0.1", "localhost", "::1", "[::1]"):
        assert ready_to_serve(emulated, host=host) is emulated
    for host in ("0.0.0.0", "::", "10.0.0.4", "usher.example"):
        with pytest.raises(SettingsError, match="TEAMS_ALLOW_ANONYMOUS is for an emulator on this machine"):
            ready_to_serve(emulated, host=host)


def test_without_slack_and_an_ats_the_rest_can_serve() -> None:
    off = dict.fromkeys(
        ("SLACK_SIGNING_SECRET", "SLACK_BOT_TOKEN", "GREENHOUSE_WEBHOOK_SECRET", "GENERIC_ATS_SECRET"), ""
    )

    assert problems(**off) == ()
    assert not read_settings(COMPLETE | off).slack.on


@pytest.mark.parametrize(
    "url", ["usher.example", "https://", "ftp://usher.example", "https://[usher", "https://usher.example/?a=b", "/book"]
)
def test_a_base_url_that_leads_nowhere_is_refused(url: str) -> None:
    assert len(problems(USHER_BASE_URL=url)) == 1
    assert "such as https://usher.example.com" in problems(USHER_BASE_URL=url)[0]


@pytest.mark.parametrize("url", ["https://usher.example/", "http://127.0.0.1:8080", "https://example.org/usher//"])
def test_a_base_url_ends_without_a_slash(url: str) -> None:
    assert problems(USHER_BASE_URL=url) == ()
    assert not read_settings({"USHER_BASE_URL": url}).base_url.endswith("/")


def test_a_policy_that_is_not_there_or_not_text_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "latin.toml").write_bytes('name = "Köln"'.encode("latin-1"))

    with pytest.raises(SettingsError, match=r"There is no policy at .*absent\.toml\. Copy the example hiring\.toml"):
        load_policy(str(tmp_path / "absent.toml"))
    with pytest.raises(SettingsError, match=r"latin\.toml is not UTF-8 text"):
        load_policy(str(tmp_path / "latin.toml"))


def test_every_problem_of_a_policy_names_the_file_and_the_key(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text('reminder = "soon"\n[organisation]\nname = "N"\nzone = "Mars"\n')

    with pytest.raises(SettingsError) as raised:
        load_policy(str(path))

    assert all(problem.startswith(f"{path}: ") for problem in raised.value.problems)
    assert {"reminder", "organisation.zone", "organisation.recruiter", "kinds", "stages"} <= {
        problem.removeprefix(f"{path}: ").split()[0] for problem in raised.value.problems
    }
