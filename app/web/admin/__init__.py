"""The members' pages, one module a noun."""

from __future__ import annotations

from flask import Blueprint

from app.web.admin import requests, reservations, session

pages: tuple[Blueprint, ...] = (session.pages, reservations.pages, requests.pages)
