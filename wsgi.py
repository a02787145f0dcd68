"""What the web servers serve: the pages, and the socket."""

from flask import Flask

from app.factory import create_app

app = create_app()


def live() -> Flask:
    """Answer the application of the socket's process."""
    from app.web.live.serving import serve_live

    serve_live(app)
    return app
