"""The settings an installation may make, read from the environment into one frozen value."""

import fcntl
import ipaddress
import os
import re
import secrets
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg.conninfo import conninfo_to_dict

HOST_NAME = re.compile(r"(?!-)[A-Za-z0-9-]{1,63}(?:\.(?!-)[A-Za-z0-9-]{1,63})*\.?")
SWITCH = {
    "1": True,
    "true": True,
    "yes": True,
    "on": True,
    "0": False,
    "false": False,
    "no": False,
    "off": False,
}


class SettingError(Exception):
    """A setting has a value that cannot be used; the message is one sentence that names the setting."""


@dataclass(frozen=True)
class Environment:
    """What an installation decided; `database_url` is None when the private Postgres is to be used."""

    database_url: str | None = field(repr=False)
    secret_key: str = field(repr=False)
    host: str
    port: int
    public_url: str
    allowed_hosts: tuple[str, ...]
    debug: bool
    seed_texts: Path
    root: Path
    data_dir: Path


def load(root: Path, environ: Mapping[str, str] = os.environ) -> Environment:
    """Reads and checks every setting; an empty value counts as unset.

    Makes `.data/secret_key` when SECRET_KEY is unset and there is none. Raises SettingError.
    """
    root = Path(root).resolve()
    values = {name: value.strip() for name, value in environ.items() if value.strip()}
    host, port = _host(values.get("HOST", "127.0.0.1")), _port(values.get("PORT", "8000"))
    return Environment(
        database_url=_database_url(values.get("DATABASE_URL")),
        secret_key=values.get("SECRET_KEY") or _stored_secret_key(root / ".data"),
        host=host,
        port=port,
        public_url=_public_url(values["PUBLIC_URL"]) if "PUBLIC_URL" in values else _local_url(host, port),
        allowed_hosts=_allowed_hosts(values.get("ALLOWED_HOSTS", "")),
        debug=_switch("DEBUG", values.get("DEBUG", "off")),
        seed_texts=_folder("SEED_TEXTS", root, values["SEED_TEXTS"])
        if "SEED_TEXTS" in values
        else root / "seeds/texts",
        root=root,
        data_dir=root / ".data",
    )


def _database_url(value: str | None) -> str | None:
    """The address as given; never repeated in a message, because it may hold a password."""
    if value is None:
        return None
    if not value.startswith(("postgres://", "postgresql://")):
        raise SettingError("DATABASE_URL must begin with postgresql:// (no other database is supported).")
    try:
        named = conninfo_to_dict(value).get("dbname")
    except psycopg.ProgrammingError:
        raise SettingError("DATABASE_URL is not a valid postgresql:// address.") from None
    if not named:
        raise SettingError("DATABASE_URL must name a database, as in postgresql://user@host/name.")
    return value


def _host(value: str) -> str:
    if _is_ip_address(value) or HOST_NAME.fullmatch(value):
        return value.strip("[]")
    raise SettingError(f"HOST must be a host name or an IP address to listen on, not {value!r}.")


def _is_ip_address(value: str) -> bool:
    try:
        ipaddress.ip_address(value.strip("[]"))
    except ValueError:
        return False
    return True


def _port(value: str) -> int:
    if re.fullmatch(r"[0-9]{1,5}", value) and 1 <= int(value) <= 65535:
        return int(value)
    raise SettingError(f"PORT must be a whole number from 1 to 65535, not {value!r}.")


def _public_url(value: str) -> str:
    """Scheme, host and port, without a slash at the end."""
    try:
        parts = urlsplit(value)
        fits = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        fits = False
    if not fits or parts.path not in {"", "/"} or parts.query or parts.fragment or "@" in parts.netloc:
        raise SettingError(f"PUBLIC_URL must be an address such as https://example.org, not {value!r}.")
    if not (_is_ip_address(parts.hostname or "") or HOST_NAME.fullmatch(parts.hostname or "")):
        raise SettingError(f"PUBLIC_URL must hold a host name or an IP address, not {value!r}.")
    return f"{parts.scheme}://{parts.netloc.lower()}"


def _local_url(host: str, port: int) -> str:
    """What to type: where the site listens everywhere, this machine's address in its network, else the machine itself.

    A host that listens on IPv6 everywhere is typed by its IPv4 address, which people can read off a wall.
    """
    if host in {"0.0.0.0", "::"}:
        host = lan_address() or {"0.0.0.0": "127.0.0.1", "::": "::1"}[host]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def lan_address() -> str | None:
    """The address under which others on the network find this machine; None without a network.

    A UDP socket that is "connected" sends nothing: it only asks the system which way it would send. The address
    asked for is one that nobody has (RFC 5737).
    """
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
            asked.connect(("192.0.2.1", 9))
            return str(asked.getsockname()[0])
    except OSError:
        return None


def _allowed_hosts(value: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in value.split(",") if name.strip())
    for name in names:
        if not (name == "*" or _is_ip_address(name) or HOST_NAME.fullmatch(name.removeprefix("."))):
            raise SettingError(f"ALLOWED_HOSTS must be host names separated by commas, and {name!r} is none.")
    return names


def _switch(name: str, value: str) -> bool:
    if value.lower() in SWITCH:
        return SWITCH[value.lower()]
    raise SettingError(f"{name} must be on or off, not {value!r}.")


def _folder(name: str, root: Path, value: str) -> Path:
    """An existing folder; a relative one is meant from the checkout."""
    folder = root / Path(value).expanduser()
    if folder.is_dir():
        return folder.resolve()
    raise SettingError(f"{name} must be an existing folder, and {value!r} is none.")


def _stored_secret_key(data_dir: Path) -> str:
    """The key in `.data/secret_key`, made at the first start; a lock lets two first starts agree on one."""
    path = data_dir / "secret_key"
    try:
        if not path.exists():
            data_dir.mkdir(exist_ok=True)
            with os.fdopen(_open_private(data_dir / "secret_key.lock"), "r+b") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                if not path.exists():
                    _write_private(path, secrets.token_urlsafe(64))
        key = path.read_text().strip()
        if path.stat().st_mode & 0o077:
            path.chmod(0o600)
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(f"SECRET_KEY is not set and {path} cannot be used: {error}.") from error
    if not key:
        raise SettingError(f"SECRET_KEY is not set and {path} is empty: remove that file, and a new key is made.")
    return key


def _open_private(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def _write_private(path: Path, text: str) -> None:
    """Whole or not at all, also when the machine loses power meanwhile."""
    fresh = path.with_name(f"{path.name}.new")
    with os.fdopen(_open_private(fresh), "r+") as file:
        file.truncate()
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
