"""How the application is put together."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from app import cli, connections, logs, tenancy, web
from app.extensions import csrf, db, login, migrate
from app.settings import Settings, load_from_process
from app.web.compression import Compressed
from app.web.context import Templates
from app.web.headers import Sessions
from app.web.hosts import TenantAddress

ROOT = Path(__file__).resolve().parent.parent
A_MONTH_S = 30 * 24 * 3600


def create_app(settings: Settings | None = None) -> Flask:
    """Make the application from its settings.

    Raises:  BadSettings, with every missing or wrong name.
    """
    settings = settings or load_from_process()
    app = Flask(__name__, template_folder=str(ROOT / "templates"), static_folder=None)
    app.jinja_environment = Templates
    app.session_interface = Sessions()
    app.config.from_mapping(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS={
            "pool_size": settings.web_threads,
            "max_overflow": 4,
            "hide_parameters": True,
            "connect_args": {"options": "-c lock_timeout=3s -c timezone=UTC"},
        },
        DATABASE_OWNER_URL=settings.database_owner_url,
        DATABASE_APP_ROLE=settings.app_role,
        SESSION_COOKIE_NAME="session",
        SESSION_COOKIE_PATH="/",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.is_production,
        MAX_CONTENT_LENGTH=1024 * 1024,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
        BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "app" / "translations"),
    )
    logs.configure(settings)
    db.init_app(app)
    with app.app_context():
        connections.watch(db.engine)
        connections.keep_plans(db.engine)
    migrate.init_app(app, db, directory=str(ROOT / "migrations"))
    login.init_app(app)
    csrf.init_app(app)
    tenancy.install()
    web.register(app)
    cli.register(app)
    _wrap(app, settings)
    return app


def _wrap(app: Flask, settings: Settings) -> None:
    """Put the middlewares around the application: proxy, packing, static files, address of the tenant."""
    inner = TenantAddress(app, app.wsgi_app)
    files = WhiteNoise(
        inner,
        root=str(ROOT / "static"),
        prefix="static/",
        autorefresh=not settings.is_production,
        max_age=A_MONTH_S if settings.is_production else 0,
    )
    small, hops = Compressed(files), settings.trusted_proxies
    app.wsgi_app = (  # type: ignore[method-assign]  # Flask's own way to add a middleware
        ProxyFix(small, x_for=hops, x_proto=hops, x_host=hops) if hops else small
    )
