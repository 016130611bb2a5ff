"""What of the settings lets in who should not be, or needs what is not installed."""

from __future__ import annotations

import ipaddress
from importlib.util import find_spec
from urllib.parse import urlsplit

from folioscope.doors.finding import Finding, broken, doubtful, well, worst
from folioscope.platform.database.engine import parse_url
from folioscope.settings.values import Settings
from folioscope.wiring.secret_key import LEAST_BYTES, SecretKeyUnsafe, check_key

MANY = 2**16
"""Addresses in a network of proxies, from which on it is rather everybody."""

EXTRAS = {
    "postgres": ("psycopg", "procrastinate"),
    "chroma": ("chromadb",),
    "local": ("xllamacpp",),
    "ocr": ("tesserocr",),
    "redis": ("redis",),
    "otel": ("opentelemetry.sdk", "opentelemetry.exporter.otlp.proto.http"),
}
"""What is installed by each extra that a setting may ask for."""


async def accounts(settings: Settings) -> Finding:
    """Whether people are known safely, in the way that is chosen."""
    found = {"off": _off, "password": _signed, "oidc": _oidc, "jwt": _jwt}[settings.auth](settings)
    told = {
        "off": "off: whoever is at this machine is its user",
        "password": "by password",
        "oidc": f"by a login at {settings.oidc_issuer}",
        "jwt": f"by tokens of {settings.jwt_issuer}",
    }
    return worst(found, told[settings.auth])


def _off(settings: Settings) -> list[Finding]:
    if is_loopback(settings.host):
        return []
    told = f"Accounts are off, and {settings.host} is an address that others reach."
    return [broken(told, "Set FOLIOSCOPE_AUTH=password, or FOLIOSCOPE_HOST=127.0.0.1.")]


def _signed(settings: Settings) -> list[Finding]:
    """Of the key that our own tokens are signed with."""
    key = settings.secret_key.get_secret_value()
    mend = "Take the output of “openssl rand -hex 32” as FOLIOSCOPE_SECRET_KEY."
    if key:
        try:
            check_key(key)
        except SecretKeyUnsafe as error:
            return [broken(error.message, mend)]
    elif not _is_sqlite(settings):
        told = "Each data folder has a key of its own to sign tokens with."
        return [doubtful(told, f"{mend} Give all processes the same, or use one data folder.")]
    return []


def _oidc(settings: Settings) -> list[Finding]:
    named = {
        "FOLIOSCOPE_OIDC_ISSUER": settings.oidc_issuer,
        "FOLIOSCOPE_OIDC_CLIENT_ID": settings.oidc_client_id,
        "FOLIOSCOPE_PUBLIC_URL": settings.public_url,
    }
    return [*_signed(settings), *_missing(named, "No login at an issuer is possible.")]


def _jwt(settings: Settings) -> list[Finding]:
    secret = settings.jwt_secret.get_secret_value()
    named = {
        "FOLIOSCOPE_JWT_ISSUER": settings.jwt_issuer,
        "FOLIOSCOPE_JWT_AUDIENCE": settings.jwt_audience,
        "FOLIOSCOPE_JWT_JWKS_URL or FOLIOSCOPE_JWT_SECRET": settings.jwt_jwks_url or secret,
    }
    found = _missing(named, "No outside token can be checked.")
    if secret and settings.jwt_jwks_url:
        told = "Outside tokens have two kinds of keys, and one would do for the other."
        found.append(broken(told, "Keep FOLIOSCOPE_JWT_JWKS_URL or FOLIOSCOPE_JWT_SECRET."))
    if secret and len(secret.encode()) < LEAST_BYTES:
        told = f"FOLIOSCOPE_JWT_SECRET is shorter than {LEAST_BYTES} bytes."
        found.append(broken(told, "Have both systems use a longer one: openssl rand -hex 32."))
    return [*_signed(settings), *found]


def _missing(named: dict[str, str], told: str) -> list[Finding]:
    missing = [name for name, value in named.items() if not value]
    return [broken(told, f"Set {', '.join(missing)}.")] if missing else []


async def address(settings: Settings) -> Finding:
    """Whether people reach the server under the name it has, and nobody listens in between."""
    found: list[Finding] = []
    is_open = settings.auth != "off" and not is_loopback(settings.host)
    parts = urlsplit(settings.public_url)
    if is_open and not settings.public_url:
        told = "The address that people come to is not known, so links and cookies may be wrong."
        found.append(doubtful(told, "Set FOLIOSCOPE_PUBLIC_URL=https://…."))
    if settings.auth != "off" and parts.scheme == "http" and not is_loopback(parts.hostname or ""):
        told = f"Passwords and tokens travel to {settings.public_url} for everybody to read."
        found.append(
            doubtful(told, "Put a proxy with TLS in front, and name it with https:// (deploy.md).")
        )
    return worst(found, settings.public_url or f"{settings.host}, port {settings.port}")


async def proxies(settings: Settings) -> Finding:
    """Whether the word on where clients are is believed of the right ones."""
    found = [problem for each in settings.trusted_proxies for problem in _proxy(each)]
    if settings.public_url.startswith("https://") and not settings.trusted_proxies:
        told = "TLS ends at a proxy that is not trusted, so all strangers have its address."
        found.append(
            doubtful(told, "Set FOLIOSCOPE_TRUSTED_PROXIES to the address or network of the proxy.")
        )
    return worst(found, " ".join(settings.trusted_proxies) or "none")


def _proxy(named: str) -> list[Finding]:
    mend = "Name the addresses of your own proxies in FOLIOSCOPE_TRUSTED_PROXIES."
    network = ipaddress.ip_network(named, strict=False)
    if network.num_addresses >= MANY and network.is_global:
        return [broken(f"{named} is nearly everybody, and each may claim any address.", mend)]
    return []


async def extras(settings: Settings) -> Finding:
    """Whether what the settings ask for is installed."""
    is_postgres = not _is_sqlite(settings)
    asked = {
        "postgres": is_postgres,
        "chroma": settings.vectors == "chroma",
        "local": settings.gguf is not None,
        "ocr": settings.ocr != "off",
        "redis": bool(settings.redis_url.get_secret_value()),
        "otel": bool(settings.otel_endpoint),
    }
    there = {name for name, modules in EXTRAS.items() if all(map(is_installed, modules))}
    missing = sorted(name for name, is_asked in asked.items() if is_asked and name not in there)
    if missing:
        told = f"The settings ask for what is not installed: {', '.join(missing)}."
        return broken(told, f"pip install 'folioscope[{','.join(missing)}]'")
    return well(f"installed: {', '.join(sorted(there)) or 'none'}")


async def privacy(settings: Settings) -> Finding:
    """Whether logs hold what people wrote."""
    if settings.log_content:
        told = "The logs hold questions and answers."
        return doubtful(told, "Unset FOLIOSCOPE_LOG_CONTENT once the fault is found.")
    return well("hold no texts and no secrets")


def is_installed(module: str) -> bool:
    """Whether a module could be imported; it is not."""
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def is_loopback(host: str) -> bool:
    """Whether an address is reached from this machine alone."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _is_sqlite(settings: Settings) -> bool:
    return parse_url(settings.database_address).get_backend_name() == "sqlite"
