"""The pages: parse, authorise, call, render."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Give the application its routes, filters, headers and errors.

    The pages are imported here: sentences use `app.web.filters`, and pages use sentences.
    """
    from app.web import context, errors, filters, headers, health, throttle, trace, uploads
    from app.web.admin import pages as admin_pages
    from app.web.public import embed, face
    from app.web.public import pages as public_pages

    uploads.register(app)
    headers.register(app)
    trace.register(app)
    context.register(app)
    filters.register(app)
    errors.register(app)
    throttle.register(app)
    face.register(app)
    embed.register(app)
    for blueprint in (health.pages, *public_pages, *admin_pages):
        app.register_blueprint(blueprint)
