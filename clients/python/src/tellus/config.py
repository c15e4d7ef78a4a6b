"""Where the service is and as whom: arguments, then the environment, then the file that `tellus login` writes.

The file is `$TELLUS_CONFIG`, by default `$XDG_CONFIG_HOME/tellus/config.json` or `~/.config/tellus/config.json`
(`%APPDATA%\\tellus\\config.json` on Windows): a JSON object with `url`, `api_key` and, if wanted, `study`. It holds a
secret, so its mode is 0600, and one that others may read is refused.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional
from urllib.parse import urlsplit

from .errors import ConfigError

DEFAULT_URL = "http://127.0.0.1:3000"
#: Seconds for which an ask, and opening a study, go on trying while the service is away.
PATIENCE = 1800.0
#: Seconds that the end of a process waits for what is still to be sent; what is left then stays in the spool.
EXIT_WAIT = 10.0


@dataclass(frozen=True)
class Settings:
    """Everything a connection needs; equal settings share one sender, one spool and one heartbeat in a process."""

    url: str
    api_key: str
    study: Optional[str] = None
    spool: Path = Path()
    patience: float = PATIENCE
    exit_wait: float = EXIT_WAIT

    @property
    def fingerprint(self) -> str:
        """Tells keys apart in the spool, which must not hold the key itself."""
        return hashlib.sha256(self.api_key.encode()).hexdigest()[:16]

    def __repr__(self) -> str:
        return f"Settings(url={self.url!r}, api_key={self.api_key[:11]!r}…)"


def load_settings(url: Optional[str] = None, api_key: Optional[str] = None) -> Settings:
    """Settings from arguments, environment and file, in this order."""
    # Left alone where it has nothing to say: `tellus login` mends one that is broken.
    stored = {} if url and api_key else read_config_file()
    key = api_key or os.environ.get("TELLUS_API_KEY") or stored.get("api_key")
    if not key:
        raise ConfigError(
            "No API key. Set TELLUS_API_KEY, pass api_key=…, or run `tellus login`, which writes "
            f"{config_file()}. Keys are made on the page API keys, or by `npm run tellus -- keys create --name laptop`."
        )
    return Settings(
        url=_checked_url(url or os.environ.get("TELLUS_URL") or stored.get("url") or DEFAULT_URL),
        api_key=_checked_key(str(key)),
        study=os.environ.get("TELLUS_STUDY") or stored.get("study"),
        spool=spool_folder(),
        patience=_seconds("TELLUS_PATIENCE", PATIENCE),
        exit_wait=_seconds("TELLUS_EXIT_WAIT", EXIT_WAIT),
    )


def config_file() -> Path:
    """Where the file of `tellus login` is, whether it exists or not."""
    given = os.environ.get("TELLUS_CONFIG")
    if given:
        return Path(given)
    if os.name == "nt":
        return Path(os.environ.get("APPDATA", Path.home())) / "tellus" / "config.json"
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "tellus" / "config.json"


def spool_folder() -> Path:
    """Where results wait until they are delivered: `$TELLUS_SPOOL`, or `tellus/spool` in the user's state folder."""
    given = os.environ.get("TELLUS_SPOOL")
    if given:
        return Path(given)
    if os.name == "nt":
        return Path(os.environ.get("LOCALAPPDATA", Path.home())) / "tellus" / "spool"
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "tellus" / "spool"


def read_config_file() -> dict[str, Any]:
    """What the file says; empty when there is none."""
    path = config_file()
    try:
        mode = path.stat().st_mode
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}. Mend that, or remove the file.") from error
    if os.name == "posix" and mode & 0o077:
        raise ConfigError(f"{path} holds a key and can be read by others. Run: chmod 600 {path}")
    try:
        content = json.loads(text)
    except ValueError as error:
        raise ConfigError(f"{path} is not JSON ({error}). Run `tellus login` again, or remove the file.") from error
    if not isinstance(content, dict):
        raise ConfigError(f"{path} must hold a JSON object with url and api_key. Run `tellus login` again.")
    return content


def write_config_file(url: str, api_key: str, study: Optional[str] = None) -> Path:
    """Writes the file as a whole or not at all, readable by its owner only. For `tellus login`."""
    content = {"url": _checked_url(url), "api_key": _checked_key(api_key), **({"study": study} if study else {})}
    path = config_file()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".config-")  # made with mode 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(content, file, indent=2)
            file.write("\n")
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise
    return path


def _checked_url(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ConfigError(f"{url!r} is not an address of a server. Set TELLUS_URL to one such as {DEFAULT_URL}.")
    if parts.username or parts.password:
        raise ConfigError("TELLUS_URL holds a password. Give the key in TELLUS_API_KEY instead.")
    return url.rstrip("/")


def _checked_key(key: str) -> str:
    key = key.strip()
    if not key.startswith("tellus_") or not key.isascii() or not key.isprintable() or " " in key:
        raise ConfigError("The API key is not one of Tellus: it begins with tellus_. Copy it again.")
    return key


def _seconds(name: str, default: float) -> float:
    text = os.environ.get(name)
    try:
        seconds = default if not text else float(text)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= 1e9:
        raise ConfigError(f"{name} must be a number of seconds, not {text!r}.")
    return seconds
