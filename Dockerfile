# Usher as an image: `docker build --tag usher .`, then see docs/operations.md.
#
# The first stage installs what constraints.txt pins by hash, and Usher; the second has Python, that, and nothing that
# builds. It runs as user 10001 and writes to /data alone, so that its root file system may be read-only.
ARG PYTHON_VERSION=3.13

FROM python:${PYTHON_VERSION}-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /source
RUN python -m venv --without-pip /opt/usher
COPY constraints.txt ./
RUN python -m pip --python /opt/usher/bin/python install --require-hashes --only-binary :all: -r constraints.txt
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY adapters adapters
COPY bot bot
COPY storage storage
# What only builds goes again, and so do the descriptions of all of Google's APIs but Calendar's (90 MB).
RUN python -m pip --python /opt/usher/bin/python install --no-deps --no-build-isolation . \
    && python -m pip --python /opt/usher/bin/python uninstall --yes setuptools \
    && find /opt/usher/lib -path '*/googleapiclient/discovery_cache/documents/*' -type f ! -name calendar.v3.json -delete

FROM python:${PYTHON_VERSION}-slim
LABEL org.opencontainers.image.title="Usher" \
      org.opencontainers.image.description="A hiring coordinator that lives in Slack and Microsoft Teams" \
      org.opencontainers.image.licenses="Apache-2.0"
ENV PATH=/opt/usher/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    USHER_DATABASE_URL=sqlite+aiosqlite:////data/usher.db \
    USHER_POLICY=/data/hiring.toml
RUN python -m pip uninstall --yes --root-user-action=ignore pip \
    && groupadd --gid 10001 usher \
    && useradd --uid 10001 --gid usher --home-dir /data --no-create-home --shell /usr/sbin/nologin usher \
    && install --directory --owner=usher --group=usher --mode=0750 /data
COPY --from=build /opt/usher /opt/usher
# The base image comes without the standard library's bytecode, and nobody could write it later.
RUN PYTHONDONTWRITEBYTECODE= python -c 'import adapters.cli_demo, adapters.cli_manifests, adapters.cli_people, adapters.cli_serve, \
    adapters.google_setup, adapters.microsoft_setup, adapters.teams_setup, http.client, storage.upgrade'
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 CMD ["python", "-c", "import http.client, sys; \
line = http.client.HTTPConnection('127.0.0.1', 8080, timeout=4); line.request('GET', '/healthz'); \
sys.exit(line.getresponse().status != 200)"]
ENTRYPOINT ["usher"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8080"]
