"""What the program is deployed by: each file can be read, fits the others, and fits the program."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from folioscope.doors.cli import COMMANDS
from folioscope.platform.api.client_addresses import Proxies
from folioscope.settings.values import Settings
from tests.running_program import ROOT

LOCK = ROOT / "requirements" / "lock.sh"
KUBERNETES = ROOT / "deploy" / "kubernetes"
OWN_SETTING = re.compile(r"\bFOLIOSCOPE_[A-Z_]+\b")
OF_COMPOSE = {"FOLIOSCOPE_FRONT_PROXIES", "FOLIOSCOPE_PUBLISH"}
FILES = [
    *(ROOT / name for name in ("Dockerfile", "compose.yaml", "render.yaml", "railway.json")),
    *(
        path
        for path in (ROOT / "deploy").rglob("*")
        if path.is_file() and "secrets" not in str(path)
    ),
    ROOT / ".github" / "workflows" / "ci.yml",
]


def documents(path: Path) -> list[Any]:
    return [found for found in yaml.safe_load_all(path.read_text()) if found]


@pytest.fixture(scope="module")
def compose() -> Any:
    (found,) = documents(ROOT / "compose.yaml")
    return found


def manifests() -> Iterator[Any]:
    for path in sorted(KUBERNETES.glob("*.yaml")):
        yield from documents(path)


def of_kind(kind: str) -> list[Any]:
    return [found for found in manifests() if found["kind"] == kind]


def workloads() -> list[Any]:
    return of_kind("Deployment") + of_kind("Job")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_setting_that_is_named_is_one(path: Path) -> None:
    known = {f"FOLIOSCOPE_{name}".upper() for name in Settings.model_fields}
    named = {name.removesuffix("_FILE") for name in OWN_SETTING.findall(path.read_text())}
    assert named - known - OF_COMPOSE == set()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_secret_is_written_down(path: Path) -> None:
    text = path.read_text()
    assert not re.search(
        r"(password|secret_key|api_key)['\"]?\s*[:=]\s*['\"]?[A-Za-z0-9]{12}", text
    )


def test_hadolint_has_nothing_to_say() -> None:
    hadolint = Path(sys.executable).parent / "hadolint"
    if not hadolint.exists():
        pytest.skip("hadolint is not installed")
    said = subprocess.run(
        [hadolint, ROOT / "Dockerfile"], capture_output=True, text=True, check=False
    )
    assert (said.returncode, said.stdout) == (0, "")


def test_the_image_runs_as_nobody_and_copies_what_is_there() -> None:
    text = (ROOT / "Dockerfile").read_text()
    assert re.search(r"^USER 10001:10001$", text, re.MULTILINE)
    assert "HEALTHCHECK" in text
    assert "curl" not in text
    assert "VOLUME" not in re.findall(r"^[A-Z]+", text, re.MULTILINE)  # Railway refuses it
    let_in = (ROOT / ".dockerignore").read_text().splitlines()
    for line in re.findall(r"^COPY (?!--from)(.+)$", text, re.MULTILINE):
        for source in line.split()[:-1]:
            assert (ROOT / source).exists(), source
            assert f"!{source.split('/')[0]}" in let_in, source


def test_the_image_holds_what_servers_beside_each_other_ask_for() -> None:
    (line,) = re.findall(r"^compile .*-o runtime\.txt$", LOCK.read_text(), re.MULTILINE)
    extras = re.findall(r"--extra (\S+)", line)
    assert extras == ["postgres", "redis", "otel"]
    locked = set(
        re.findall(r"^([\w-]+)(?:\[.*\])?==", (LOCK.parent / "runtime.txt").read_text(), re.M)
    )
    of_extra = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    for extra in extras:
        for wanted in of_extra["optional-dependencies"][extra]:
            assert re.split(r"[\[<>=]", wanted)[0] in locked, wanted
        assert f"`{extra}`" in (ROOT / "docs" / "howto" / "deploy.md").read_text()


def test_what_compose_refers_to_is_in_it(compose: Any) -> None:
    for name, service in compose["services"].items():
        assert set(service.get("secrets", ())) <= compose["secrets"].keys(), name
        assert set(service.get("networks", ())) <= compose["networks"].keys(), name
        assert set(service.get("depends_on", ())) <= compose["services"].keys(), name
        volumes = [volume.split(":") for volume in service.get("volumes", ())]
        for source in (volume[0] for volume in volumes if len(volume) > 1):
            known = (ROOT / source).is_file() if source[0] == "." else source in compose["volumes"]
            assert known, source


def test_secrets_reach_compose_as_files_that_one_command_makes(compose: Any) -> None:
    made = (ROOT / "deploy" / "make-secrets.sh").read_text()
    for name, secret in compose["secrets"].items():
        assert secret == {"file": f"deploy/secrets/{name}"}
        assert f"> {name}" in made
    for name in ("api", "worker", "migrate"):
        given = compose["services"][name]["environment"]
        assert given["FOLIOSCOPE_SECRET_KEY_FILE"] == "/run/secrets/secret_key"
        assert given["FOLIOSCOPE_DATABASE_URL_FILE"] == "/run/secrets/database_url"


@pytest.mark.parametrize("name", ["api", "worker", "migrate"])
def test_every_setting_reaches_compose_and_none_of_a_laptop_breaks_it(
    compose: Any, name: str
) -> None:
    service = compose["services"][name]
    assert service["env_file"] == [{"path": ".env", "required": False}]
    given = service["environment"]
    # What the image itself has, an .env would override.
    image = (ROOT / "Dockerfile").read_text()
    for setting in ("FOLIOSCOPE_HOST", "FOLIOSCOPE_PORT", "FOLIOSCOPE_DATA_DIR"):
        assert f"{setting}={given[setting]} " in image
    assert given["FOLIOSCOPE_FILES_DIR"] == given["FOLIOSCOPE_DATABASE_URL"] == ""


def test_stopping_compose_leaves_nothing_behind_but_what_is_stored(compose: Any) -> None:
    (down,) = re.findall(r"^down:.*\n((?:\t.*\n)+)", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert down.split("\n\t")[0].strip() == "docker compose rm --stop --force --volumes"
    assert "down --volumes" not in down  # it would delete the database
    assert compose["services"]["database"]["volumes"] == ["database:/var/lib/postgresql/data"]


def test_secrets_are_made_once_and_are_long_enough(tmp_path: Path) -> None:
    (tmp_path / "secrets").mkdir()
    script = shutil.copy(ROOT / "deploy" / "make-secrets.sh", tmp_path)
    seen = []
    for _ in range(2):
        subprocess.run(["sh", script], check=True)
        seen.append({path.name: path.read_text() for path in (tmp_path / "secrets").iterdir()})
    assert seen[0] == seen[1]
    assert len(seen[0]["secret_key"]) == 64
    address = f"postgresql://folioscope:{seen[0]['database_password']}@database/folioscope"
    assert seen[0]["database_url"] == address


def test_secrets_are_read_by_the_containers_and_by_nobody_else_here(tmp_path: Path) -> None:
    (tmp_path / "secrets").mkdir(mode=0o755)
    subprocess.run(["sh", shutil.copy(ROOT / "deploy" / "make-secrets.sh", tmp_path)], check=True)
    assert (tmp_path / "secrets").stat().st_mode & 0o777 == 0o700
    modes = {path.stat().st_mode & 0o777 for path in (tmp_path / "secrets").iterdir()}
    assert modes == {0o644}


@pytest.mark.parametrize("name", ["api", "worker", "migrate"])
def test_containers_of_the_program_can_do_little(compose: Any, name: str) -> None:
    service = compose["services"][name]
    assert service["read_only"]
    assert service["cap_drop"] == ["ALL"]
    assert service["command"][0] in COMMANDS
    named = [volume for volume in service["volumes"] if ":" in volume]
    assert named == []  # a data folder is of one process


def test_only_the_proxy_of_compose_is_reached_from_outside(compose: Any) -> None:
    published = [name for name, service in compose["services"].items() if "ports" in service]
    assert published == ["proxy"]


def test_a_proxy_in_front_of_compose_is_believed_by_all_behind_it(compose: Any) -> None:
    read = (ROOT / "deploy" / "Caddyfile.compose").read_text()
    assert "trusted_proxies static {$FOLIOSCOPE_FRONT_PROXIES:127.0.0.1/32}" in read
    given = compose["services"]["proxy"]["environment"]
    assert given == {"FOLIOSCOPE_FRONT_PROXIES": "${FOLIOSCOPE_FRONT_PROXIES:-127.0.0.1/32}"}
    trusted = compose["services"]["api"]["environment"]["FOLIOSCOPE_TRUSTED_PROXIES"]
    for front, client in (("192.0.2.7", "203.0.113.9"), ("", "192.0.2.7")):
        written = trusted.replace("${FOLIOSCOPE_FRONT_PROXIES:-}", front)
        settings = Settings(_env_file=None, trusted_proxies=written)
        proxies = Proxies.named(settings.trusted_proxies)
        assert proxies.client_of("10.89.17.3", ["203.0.113.9, 192.0.2.7"]) == client


def test_what_the_image_writes_to_is_mounted_wherever_its_root_is_read_only() -> None:
    for command in ("deploy/try-image.sh", "docs/howto/deploy.md"):
        (run,) = re.findall(r"docker run (?:.*\\\n)*.*", (ROOT / command).read_text())
        assert "--read-only" in run
        assert re.search(r"--volume \S*/data\b", run), command


def test_pods_run_as_nobody_on_a_read_only_root() -> None:
    assert len(workloads()) == 3
    for workload in workloads():
        pod = workload["spec"]["template"]["spec"]
        assert pod["securityContext"]["runAsNonRoot"]
        assert pod["automountServiceAccountToken"] is False
        (container,) = pod["containers"]
        assert container["securityContext"]["readOnlyRootFilesystem"]
        assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}
        assert container["args"][0] in COMMANDS
        assert {"requests", "limits"} <= container["resources"].keys()
        mounted = {mount["name"] for mount in container["volumeMounts"]}
        assert mounted == {volume["name"] for volume in pod["volumes"]}


def test_selectors_find_their_pods_and_budgets_leave_room() -> None:
    labels = {
        workload["metadata"]["name"]: workload["spec"]["template"]["metadata"]["labels"]
        for workload in of_kind("Deployment")
    }
    for workload in of_kind("Deployment"):
        name = workload["metadata"]["name"]
        assert workload["spec"]["selector"]["matchLabels"] == labels[name]
    (service,) = of_kind("Service")
    assert service["spec"]["selector"] == labels["folioscope-api"]
    for budget in of_kind("PodDisruptionBudget"):
        name = budget["metadata"]["name"]
        assert budget["spec"]["selector"]["matchLabels"] == labels[name]
        (guarded,) = [one for one in of_kind("Deployment") if one["metadata"]["name"] == name]
        assert budget["spec"]["minAvailable"] < guarded["spec"]["replicas"]


def test_servers_are_probed_where_they_answer() -> None:
    (api,) = [one for one in of_kind("Deployment") if one["metadata"]["name"] == "folioscope-api"]
    (container,) = api["spec"]["template"]["spec"]["containers"]
    probed = {
        kind: container[kind]["httpGet"]["path"]
        for kind in ("startupProbe", "livenessProbe", "readinessProbe")
    }
    # Liveness does not ask the database: to restart all servers does not bring that back.
    assert probed["livenessProbe"] == probed["startupProbe"] == "/health/live"
    assert probed["readinessProbe"] == "/health/ready"


def test_the_kustomization_names_every_manifest() -> None:
    (kustomization,) = of_kind("Kustomization")
    files = {path.name for path in KUBERNETES.glob("*.yaml")} - {"kustomization.yaml"}
    assert set(kustomization["resources"]) == files


def test_proxies_hold_no_stream_back() -> None:
    nginx = (ROOT / "deploy" / "nginx.conf").read_text()
    for directive in (
        "proxy_buffering off;",
        "proxy_request_buffering off;",
        "proxy_http_version 1.1;",
        "proxy_set_header Upgrade $http_upgrade;",
        "proxy_read_timeout 1h;",
        "proxy_set_header X-Forwarded-For $remote_addr;",
    ):
        assert directive in nginx, directive
    for name in ("Caddyfile", "Caddyfile.compose"):
        assert "flush_interval -1" in (ROOT / "deploy" / name).read_text()
    # Caddy does not ask servers that it finds by “dynamic”.
    assert "health_uri" not in (ROOT / "deploy" / "Caddyfile.compose").read_text()
    annotations = of_kind("Ingress")[0]["metadata"]["annotations"]
    assert annotations["nginx.ingress.kubernetes.io/proxy-buffering"] == "off"


def test_hosting_services_migrate_before_they_switch() -> None:
    (render,) = documents(ROOT / "render.yaml")
    (service,) = render["services"]
    assert service["preDeployCommand"] == "folioscope db upgrade"
    assert service["healthCheckPath"] == "/health/ready"
    asked = {entry["key"]: entry for entry in service["envVars"]}
    database = asked["FOLIOSCOPE_DATABASE_URL"]["fromDatabase"]["name"]
    assert database in [one["name"] for one in render["databases"]]
    assert asked["FOLIOSCOPE_SECRET_KEY"] == {"key": "FOLIOSCOPE_SECRET_KEY", "generateValue": True}
    railway = json.loads((ROOT / "railway.json").read_text())
    assert railway["deploy"]["preDeployCommand"] == ["folioscope db upgrade"]
    assert railway["deploy"]["healthcheckPath"] == "/health/ready"


def test_the_workflow_runs_targets_that_there_are() -> None:
    (workflow,) = documents(ROOT / ".github" / "workflows" / "ci.yml")
    known = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    matrix = workflow["jobs"]["check"]["strategy"]["matrix"]["target"]
    asked = {name for targets in matrix for name in targets.split()}
    for job in workflow["jobs"].values():
        for step in job["steps"]:
            asked |= set(re.findall(r"\bmake ([a-z-]+)", step.get("run", "")))
    assert asked <= known
    assert {"check-wheel", "image", "lint", "types", "test-sqlite", "test-postgres"} <= asked


def test_the_unit_is_one_that_systemd_reads(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("there is no systemd")
    unit = (ROOT / "deploy" / "folioscope.service").read_text()
    copy = tmp_path / "folioscope.service"
    copy.write_text(unit.replace("/opt/folioscope/bin/folioscope", "/bin/true"))
    said = subprocess.run(
        ["systemd-analyze", "verify", copy], capture_output=True, text=True, check=False
    )
    about = [line for line in said.stderr.splitlines() if "folioscope.service" in line]
    assert (said.returncode, about) == (0, [])


def test_the_proxy_of_debian_reads_its_configuration(tmp_path: Path) -> None:
    if shutil.which("nginx") is None:
        pytest.skip("nginx is not installed")
    site = (ROOT / "deploy" / "nginx.conf").read_text().replace("443 ssl http2", "8443")
    bare = re.sub(r"^\s*ssl_.*$", "", site, flags=re.MULTILINE)  # there is no certificate here
    configuration = tmp_path / "nginx.conf"
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    folders = " ".join(f"{kind}_temp_path {tmp_path / kind};" for kind in kinds)
    http = f"http {{ access_log off; {folders} {bare} }}"
    configuration.write_text(f"pid {tmp_path}/pid; error_log stderr; events {{}} {http}")
    said = subprocess.run(
        ["nginx", "-t", "-c", configuration, "-p", tmp_path],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert said.returncode == 0, said.stderr
