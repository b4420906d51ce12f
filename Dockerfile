# renault-web in a container: one image, from which compose.yaml runs web server and worker.
# It runs as a user of its own, writes to /data only, and can do with a read-only root.

FROM node:22-bookworm-slim AS front-end
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --omit=dev --no-audit --no-fund

FROM python:3.11-slim-trixie AS build
WORKDIR /app
RUN python3 -m venv .venv
COPY requirements-postgres.lock requirements-redis.lock ./
RUN .venv/bin/python -m pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements-postgres.lock -r requirements-redis.lock
COPY . ./
COPY --from=front-end /app/node_modules node_modules
RUN DATA_DIR=/tmp/build .venv/bin/python manage.py compilemessages && DATA_DIR=/tmp/build .venv/bin/python manage.py collectstatic --noinput --verbosity 0 && rm -rf node_modules && chmod -R a+rX .

FROM python:3.11-slim-trixie
RUN apt-get update && apt-get install --yes --no-install-recommends postgresql-client && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin renault-web && install --directory --owner=renault-web --mode=700 /data
WORKDIR /app
COPY --from=build /app /app
USER renault-web
ENV DATA_DIR=/data HOST=0.0.0.0 PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD [".venv/bin/python", "deploy/healthy.py", "http://127.0.0.1:8000/ready"]
CMD [".venv/bin/python", "manage.py", "run"]
