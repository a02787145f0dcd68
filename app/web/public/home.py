"""A business's own front page, and the installation's."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from flask import Blueprint, redirect, render_template, request

from app.extensions import look_up
from app.language import gettext as _
from app.queries.pictures import load_pictures
from app.tenancy import current_or_none
from app.web.guard import installation
from app.web.public.cards import card, kinds_said, pictures_of
from app.web.public.estimate import estimate_form
from app.web.public.face import business, face_or_none, public_units, shown
from app.web.public.found import business_data

pages = Blueprint("public", __name__)

MOST_CARDS = 6


@pages.get("/")
@installation()
def home() -> Any:
    """Show the tenant's front page; on the installation's own address, the way to one."""
    if current_or_none() is not None:
        return _front()
    wanted = request.args.get("business", "").strip().lower()
    if wanted and look_up("SELECT * FROM tenant_by_address('', :slug)", slug=wanted):
        return redirect(f"/{quote(wanted)}/", 303)
    errors = [_("There is no business of that name here. Check the spelling.")] if wanted else []
    sites = look_up("SELECT * FROM demo_tenants()")
    page = render_template("public/installation.html", sites=sites, business=wanted, errors=errors)
    return page, 422 if errors else 200


def _front() -> Any:
    face, contact = face_or_none(), business()
    if face is None:
        return shown("public/closed.html", contact=contact)
    units = public_units()
    first = units[:MOST_CARDS]
    pictures = {**pictures_of(first), **load_pictures([face.doc.hero])}
    return shown(
        "public/home.html",
        **estimate_form(),
        hero=pictures.get(face.doc.hero),
        cards=[card(unit, pictures=pictures) for unit in first],
        unit_count=len(units),
        kinds=kinds_said(units),
        data=business_data(contact, face.doc, units),
    )
