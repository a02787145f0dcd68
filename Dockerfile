# One image for web, live, worker, cron and release; the process is the command (Procfile, compose.yaml).
ARG PYTHON_IMAGE=python:3.13-slim-bookworm
FROM ${PYTHON_IMAGE}

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /srv/app

COPY requirements.txt ./
RUN python -m pip install --require-hashes -r requirements.txt

RUN useradd --system --uid 10001 --home-dir /srv/app --shell /usr/sbin/nologin app \
 && mkdir -p /srv/app/var/media && chown -R app:app /srv/app/var
COPY . ./

USER app
ENV APP_ENV=production BIND_HOST=0.0.0.0 PORT=8000 LIVE_PORT=8001
EXPOSE 8000 8001
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s --retries=3 \
  CMD ["python", "-c", "import os, urllib.request as u; u.urlopen('http://127.0.0.1:%s/healthz' % os.environ['PORT'], timeout=4)"]
CMD ["gunicorn", "--config", "gunicorn.conf.py", "wsgi:app"]
