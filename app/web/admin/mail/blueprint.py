"""The blueprint of the pages about mail."""

from flask import Blueprint

pages = Blueprint("mail", __name__, url_prefix="/admin/settings/mail")
