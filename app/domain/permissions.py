"""Which role may do what: one table."""

from enum import StrEnum

from app.domain.words import Role


class Permission(StrEnum):
    """One thing that a member may be allowed to do."""

    SEE_CALENDAR = "see_calendar"
    SEE_RESERVATIONS = "see_reservations"
    SEE_STATS = "see_stats"
    SEE_AUDIT = "see_audit"
    MAKE_RESERVATION = "make_reservation"
    CHANGE_RESERVATION = "change_reservation"
    CANCEL_RESERVATION = "cancel_reservation"
    OVERRIDE_RULES = "override_rules"
    MANAGE_CLOSURES = "manage_closures"
    MANAGE_CLIENTS = "manage_clients"
    ERASE_CLIENT = "erase_client"
    MANAGE_UNITS = "manage_units"
    MANAGE_POLICIES = "manage_policies"
    MANAGE_SETTINGS = "manage_settings"
    MANAGE_SITE = "manage_site"
    MANAGE_TEAM = "manage_team"
    EXPORT = "export"


_VIEWER = frozenset({Permission.SEE_CALENDAR, Permission.SEE_RESERVATIONS, Permission.SEE_STATS})
_STAFF = _VIEWER | {
    Permission.MAKE_RESERVATION,
    Permission.CHANGE_RESERVATION,
    Permission.CANCEL_RESERVATION,
    Permission.MANAGE_CLOSURES,
    Permission.MANAGE_CLIENTS,
}
_MANAGER = _STAFF | {
    Permission.OVERRIDE_RULES,
    Permission.ERASE_CLIENT,
    Permission.MANAGE_UNITS,
    Permission.MANAGE_POLICIES,
    Permission.MANAGE_SETTINGS,
    Permission.MANAGE_SITE,
    Permission.SEE_AUDIT,
    Permission.EXPORT,
}

TABLE: dict[Role, frozenset[Permission]] = {
    Role.VIEWER: _VIEWER,
    Role.STAFF: _STAFF,
    Role.MANAGER: _MANAGER,
    Role.OWNER: _MANAGER | {Permission.MANAGE_TEAM},
}


def may(role: Role | None, permission: Permission) -> bool:
    """Tell whether a role may do something; no role may do nothing."""
    return role is not None and permission in TABLE[role]
