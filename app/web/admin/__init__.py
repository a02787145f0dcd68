"""The members' pages, one module a noun."""

from __future__ import annotations

from flask import Blueprint

from app.web.admin import session

pages: tuple[Blueprint, ...] = (session.pages,)
