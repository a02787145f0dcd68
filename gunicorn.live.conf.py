"""How gunicorn serves the `live` process: thousands of sockets, one greenlet each."""

# Before anything else is imported: psycopg chooses how it waits when it is loaded.
from gevent import monkey

monkey.patch_all()

import gevent  # noqa: E402

from app.settings import load_from_process  # noqa: E402
from app.walls import refuse_powerful_role  # noqa: E402

_settings = load_from_process()

bind = f"{_settings.bind_host}:{_settings.live_port}"
worker_class = "gevent"
workers = _settings.live_workers
worker_connections = _settings.live_sockets + 200  # health checks come in above the sockets
timeout = 30
graceful_timeout = 10
accesslog = None
control_socket_disable = True


def on_starting(server):
    """Serve nothing as a role that could look past the walls between tenants."""
    refuse_powerful_role(_settings)


def post_worker_init(worker):
    """Listen to Redis; when the worker is told to stop, ask everybody to come back elsewhere."""
    hall = worker.app.wsgi().extensions["live_hall"]
    hall.start()

    def watch():
        while worker.alive:
            gevent.sleep(0.1)
        hall.close()

    gevent.spawn(watch)
