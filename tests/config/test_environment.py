"""The settings an installation may make: what they give, and the one sentence when a value cannot be used."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from annotator.config import environment
from annotator.config.environment import SettingError, load

CHECKOUT = Path(__file__).resolve().parents[2]


def test_defaults(tmp_path: Path) -> None:
    environment = load(tmp_path, {})
    assert (environment.host, environment.port, environment.debug) == ("127.0.0.1", 8000, False)
    assert environment.public_url == "http://127.0.0.1:8000"
    assert environment.database_url is None
    assert environment.allowed_hosts == ()
    assert environment.seed_texts == tmp_path / "seeds/texts"


def test_every_setting_can_be_made(tmp_path: Path) -> None:
    environ = {
        "DATABASE_URL": "postgresql://someone@db.example/annotator",
        "SECRET_KEY": "k" * 60,
        "HOST": "::1",
        "PORT": "9000",
        "PUBLIC_URL": "https://Annotator.example/",
        "ALLOWED_HOSTS": "a.example, .b.example",
        "DEBUG": "ON",
        "SEED_TEXTS": str(tmp_path),
    }
    environment = load(tmp_path, environ)
    assert environment.database_url == environ["DATABASE_URL"]
    assert environment.secret_key == environ["SECRET_KEY"]
    assert (environment.host, environment.port, environment.debug) == ("::1", 9000, True)
    assert environment.public_url == "https://annotator.example"
    assert environment.allowed_hosts == ("a.example", ".b.example")
    assert environment.seed_texts == tmp_path
    assert not (tmp_path / ".data").exists()


@pytest.mark.parametrize(
    ("host", "lan", "url"),
    [
        ("0.0.0.0", "192.168.1.20", "http://192.168.1.20:8000"),
        ("::", "192.168.1.20", "http://192.168.1.20:8000"),
        ("0.0.0.0", None, "http://127.0.0.1:8000"),
        ("::", None, "http://[::1]:8000"),
        ("[::1]", "192.168.1.20", "http://[::1]:8000"),
        ("127.0.0.1", "192.168.1.20", "http://127.0.0.1:8000"),
    ],
)
def test_address_to_type_follows_the_address_to_listen_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, host: str, lan: str | None, url: str
) -> None:
    monkeypatch.setattr(environment, "lan_address", lambda: lan)
    assert load(tmp_path, {"HOST": host}).public_url == url
    assert load(tmp_path, {"HOST": host, "PUBLIC_URL": "http://class.test"}).public_url == "http://class.test"


def test_the_address_in_the_network_is_one_of_this_machine_or_none() -> None:
    found = environment.lan_address()
    if found is not None:
        with socket.socket() as own:
            own.bind((found, 0))  # refused for an address of another machine


def test_the_public_address_is_allowed_and_trusted_and_http_asks_for_no_https() -> None:
    program = (
        "import json, sys; sys.argv = ['manage.py']; from annotator.config import settings as s;"
        "print(json.dumps([s.ALLOWED_HOSTS, s.CSRF_TRUSTED_ORIGINS, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE,"
        "s.SECURE_HSTS_SECONDS, s.SECURE_SSL_REDIRECT, s.SECURE_CROSS_ORIGIN_OPENER_POLICY]))"
    )
    environ = {**os.environ, "HOST": "0.0.0.0", "PUBLIC_URL": "http://192.168.1.20:8000", "ALLOWED_HOSTS": ""}
    said = subprocess.run([sys.executable, "-c", program], cwd=CHECKOUT, env=environ, capture_output=True, check=True)
    hosts, origins, *secure = json.loads(said.stdout)
    assert hosts == ["127.0.0.1", "192.168.1.20", "[::1]", "localhost"]
    assert origins == ["http://192.168.1.20:8000"]
    assert secure == [False, False, 0, False, None]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "abc"),
        ("PORT", "70000"),
        ("PORT", "0"),
        ("PORT", "-1"),
        ("PORT", "８０００"),
        ("DEBUG", "perhaps"),
        ("HOST", "http://127.0.0.1"),
        ("HOST", "two words"),
        ("DATABASE_URL", "mysql://user:hidden@host/name"),
        ("DATABASE_URL", "postgresql://user:hidden@host"),
        ("DATABASE_URL", "postgresql://user:hidden@host/name?nonsense=1"),
        ("PUBLIC_URL", "foo"),
        ("PUBLIC_URL", "ftp://example.org"),
        ("PUBLIC_URL", "https://example.org:abc"),
        ("PUBLIC_URL", "https://example.org/below"),
        ("PUBLIC_URL", "https://someone@example.org"),
        ("PUBLIC_URL", "https://two words"),
        ("ALLOWED_HOSTS", "https://example.org"),
        ("SEED_TEXTS", "no/such/folder"),
    ],
)
def test_unusable_value_is_one_sentence_that_names_the_setting(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingError, match=rf"^{name} [^\n]*\.$") as refused:
        load(tmp_path, {name: value})
    assert "hidden" not in str(refused.value)


def test_empty_value_counts_as_unset(tmp_path: Path) -> None:
    assert load(tmp_path, {"PORT": "", "SEED_TEXTS": " ", "DATABASE_URL": ""}) == load(tmp_path, {})


def test_secrets_do_not_show_when_the_environment_is_printed(tmp_path: Path) -> None:
    environment = load(tmp_path, {"DATABASE_URL": "postgresql://u:hidden@h/n"})
    assert "hidden" not in repr(environment)
    assert environment.secret_key not in repr(environment)


def test_secret_key_is_made_once_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    key = load(tmp_path, {}).secret_key
    stored = tmp_path / ".data/secret_key"
    assert len(key) >= 50
    assert stored.stat().st_mode & 0o777 == 0o600
    stored.chmod(0o644)
    assert load(tmp_path, {}).secret_key == key
    assert stored.stat().st_mode & 0o777 == 0o600


def test_two_first_starts_agree_on_the_secret_key(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from annotator.config.environment import load;"
        "print(load(Path(sys.argv[1]), {}).secret_key)"
    )
    command = [sys.executable, "-c", program, str(tmp_path)]
    starts = [subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    assert len({start.communicate()[0] for start in starts}) == 1


def test_empty_secret_key_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / ".data").mkdir()
    (tmp_path / ".data/secret_key").touch()
    with pytest.raises(SettingError, match=r"SECRET_KEY is not set and .* is empty"):
        load(tmp_path, {})


@pytest.mark.parametrize(
    ("name", "value", "beginning"),
    [
        ("PORT", "abc", "PORT must be"),
        ("DATABASE_URL", "postgresql://u@127.0.0.1:1/n", "The database cannot be reached"),
    ],
)
def test_command_ends_with_one_sentence_and_exit_code_2(name: str, value: str, beginning: str) -> None:
    command = [sys.executable, str(CHECKOUT / "manage.py"), "showmigrations"]
    ended = subprocess.run(command, env={**os.environ, name: value}, cwd="/", capture_output=True, text=True)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith(beginning)
    assert ended.stderr.count("\n") == 1
