"""How gunicorn serves the `web` process. The figures come from the settings."""

import gc

from app.settings import load_from_process
from app.walls import refuse_powerful_role

_settings = load_from_process()

gc.set_threshold(10_000, 10, 10)  # of a page of hundreds of rows nothing is garbage before it is sent

bind = f"{_settings.bind_host}:{_settings.port}"
worker_class = "app.web.even.EvenWorker"
workers = _settings.web_workers
threads = _settings.web_threads
preload_app = True
timeout = 30
graceful_timeout = 10
keepalive = 5
max_requests = 20_000
max_requests_jitter = 2_000
accesslog = None  # addresses and queries are personal data; the application logs what it did
control_socket_disable = True


def on_starting(server):
    """Serve nothing as a role that could look past the walls between tenants.

    What was loaded so far stays for good: no worker searches it for garbage, and all share its memory.
    """
    from app.web.compiled import load_all
    from wsgi import app

    refuse_powerful_role(_settings)
    load_all(app)
    gc.collect()
    gc.freeze()


def post_fork(server, worker):
    """Leave the parent's database connections to the parent."""
    from app.extensions import db
    from wsgi import app

    with app.app_context():
        db.engine.dispose(close=False)
