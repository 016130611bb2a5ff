"""How this server is reached, and what it tells of itself."""

from __future__ import annotations

from ipaddress import ip_network
from typing import Annotated, Literal

from pydantic import AliasChoices, BaseModel, Field, SecretStr, field_validator
from pydantic_settings import NoDecode

from folioscope.settings.texts import bare_host, is_address, read_names


class Serving(BaseModel):
    """Addresses, hosts, proxies, logs, metrics, traces."""

    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8000, ge=0, le=65535, description="Port to listen on.")
    public_url: str = Field(
        "",
        description="Address that people reach this server at, such as https://cv.example.org: "
        "what links, logins and cookies are made for.",
    )
    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="Names this server answers to, besides that of FOLIOSCOPE_PUBLIC_URL and its "
        "own address: apart by spaces or commas, or a JSON list.",
    )
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="Addresses or networks of the proxies in front of this server, whose word on "
        "the address of a client is believed: apart by spaces or commas, or a JSON list.",
    )
    cors_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="Origins of other sites whose pages may call the API with a bearer token: "
        "apart by spaces or commas, or a JSON list.",
    )
    api_docs: bool = Field(True, description="Serve the pages of the API at /docs.")
    hints: bool = Field(
        True, description="Wake readers when something is written; off, they poll each second."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="How much is logged."
    )
    log_format: Literal["auto", "json", "plain"] = Field(
        "auto", description="How log lines look: plain on a terminal and else JSON, with auto."
    )
    log_content: bool = Field(
        False, description="Log the text of questions and answers too, for who looks for a fault."
    )
    metrics_token: SecretStr = Field(
        SecretStr(""),
        description="Bearer token that Prometheus shows at /metrics; without one only this machine "
        "and administrators are shown the metrics.",
    )
    worker_port: int | None = Field(
        None,
        ge=1,
        le=65535,
        description="Port at which “folioscope worker” answers /health and /metrics, and nothing "
        "else; none without.",
    )
    otel_endpoint: str = Field(
        "",
        validation_alias=AliasChoices("OTEL_EXPORTER_OTLP_ENDPOINT", "FOLIOSCOPE_OTEL_ENDPOINT"),
        description="Address of an OpenTelemetry collector (OTLP over HTTP) that traces are sent "
        "to, which needs the extra otel.",
    )

    @field_validator("allowed_hosts", "trusted_proxies", "cors_origins", mode="before")
    @classmethod
    def _read_names(cls, value: object) -> object:
        return read_names(value) if isinstance(value, str) else value

    @field_validator("allowed_hosts")
    @classmethod
    def _check_hosts(cls, hosts: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(bare_host(host) for host in hosts)

    @field_validator("trusted_proxies")
    @classmethod
    def _check_networks(cls, networks: tuple[str, ...]) -> tuple[str, ...]:
        for network in networks:
            ip_network(network, strict=False)  # its error names what is none
        return networks

    @field_validator("public_url", "otel_endpoint")
    @classmethod
    def _check_own_address(cls, address: str) -> str:
        if address and not is_address(address):
            msg = "this is no address of a server: https://HOST or http://HOST:PORT"
            raise ValueError(msg)
        return address.rstrip("/")
