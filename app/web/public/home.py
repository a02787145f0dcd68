"""A business's own front page, and the installation's."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from flask import Blueprint, redirect, render_template, request

from app.extensions import look_up
from app.language import gettext as _
from app.queries.tenants import load_business
from app.queries.units import list_units
from app.tenancy import current_or_none
from app.web.guard import installation

pages = Blueprint("public", __name__)


@pages.get("/")
@installation()
def home() -> Any:
    """Show the tenant's front page; on the installation's own address, the way to one."""
    tenant = current_or_none()
    if tenant is not None:
        return render_template("public/home.html", units=list_units(), contact=load_business())
    wanted = request.args.get("business", "").strip().lower()
    if wanted and look_up("SELECT * FROM tenant_by_address('', :slug)", slug=wanted):
        return redirect(f"/{quote(wanted)}/", 303)
    errors = [_("There is no business of that name here. Check the spelling.")] if wanted else []
    sites = look_up("SELECT * FROM demo_tenants()")
    page = render_template("public/installation.html", sites=sites, business=wanted, errors=errors)
    return page, 422 if errors else 200
