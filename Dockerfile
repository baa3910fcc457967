# The hub, and the adapters with their simulators: one image, other commands.
#
#   docker build -t faelleshub:lokal .
#
# `python -m scripts.images` first lays the locked wheels in build/hjul; then the build needs no network at all.
ARG PYTHON_IMAGE=python:3.11-slim

FROM ${PYTHON_IMAGE} AS byg
WORKDIR /kilde
RUN python3 -m venv /opt/faelleshub
COPY requirements/run.txt build/hjul* /hjul/
RUN if ls /hjul/*.whl >/dev/null 2>&1; then export PIP_NO_INDEX=1 PIP_FIND_LINKS=/hjul; fi; \
    /opt/faelleshub/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r /hjul/run.txt
COPY pyproject.toml README.md LICENSE ./
COPY schemas schemas
COPY brokers brokers
COPY hub hub
COPY adapters adapters
# A container that installs nothing has no use for pip.
RUN if ls /hjul/*.whl >/dev/null 2>&1; then export PIP_NO_INDEX=1 PIP_FIND_LINKS=/hjul; fi; \
    /opt/faelleshub/bin/pip install --no-cache-dir --disable-pip-version-check --no-deps . \
    && cd /opt/faelleshub/lib/python3*/site-packages \
    && rm -rf pip pip-* setuptools setuptools-* pkg_resources _distutils_hack distutils-precedence.pth ../../../bin/pip* \
    && /opt/faelleshub/bin/python -c 'import uvloop, psycopg' \
    && /opt/faelleshub/bin/faelleshub --version

FROM ${PYTHON_IMAGE}
# Any user may run it (the volume is open to whoever comes first); the default is one without rights of its own.
RUN echo 'faelleshub:x:10001:10001:Faelleshub:/data:/usr/sbin/nologin' >> /etc/passwd \
    && echo 'faelleshub:x:10001:' >> /etc/group \
    && install -d -m 1777 /data /filer
COPY --from=byg /opt/faelleshub /opt/faelleshub
# A folder for each installed adapter: a volume that is laid over it is then open too (see docker-compose.yml).
RUN for navn in $(/opt/faelleshub/bin/python -c 'from importlib.metadata import entry_points as e; print(*(p.name for p in e(group="faelleshub.adapters")))'); \
    do install -d -m 1777 "/tilsluttede/$navn"; done
ENV PATH=/opt/faelleshub/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    FAELLESHUB_DATA=/data \
    FAELLESHUB_VAERT=0.0.0.0 \
    FAELLESHUB_PORT=8080 \
    FAELLESHUB_LOG_FORMAT=json
USER 10001:10001
WORKDIR /data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=10s --start-period=120s --retries=6 \
    CMD ["python", "-ISc", "import http.client, os, sys; c = http.client.HTTPConnection('127.0.0.1', int(os.environ['FAELLESHUB_PORT']), timeout=8); c.request('GET', '/healthz'); sys.exit(c.getresponse().status != 200)"]
CMD ["faelleshub", "start"]
