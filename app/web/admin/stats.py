"""Statistics: placeholder while it is rebuilt."""
from flask import Blueprint
pages = Blueprint("stats", __name__, url_prefix="/admin/stats")
@pages.get("")
def show() -> str:
    return ""
