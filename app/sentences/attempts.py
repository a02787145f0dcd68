"""What was tried and refused, by entity and action; the texts of what was done stand in `deeds`."""

from __future__ import annotations

from app.sentences.base import _


def tried() -> dict[tuple[str, str], str]:
    """Answer what is said of an action that was refused."""
    return {
        ("reservation", "made"): _("%(who)s tried to make a reservation"),
        ("reservation", "changed"): _("%(who)s tried to change %(what)s"),
        ("reservation", "confirmed"): _("%(who)s tried to confirm %(what)s"),
        ("reservation", "checked_in"): _("%(who)s tried to check in %(what)s"),
        ("reservation", "finished"): _("%(who)s tried to check out %(what)s"),
        ("reservation", "cancelled"): _("%(who)s tried to cancel %(what)s"),
        ("reservation", "absent"): _("%(who)s tried to mark absent %(what)s"),
        ("reservation", "paid"): _("%(who)s tried to record a payment for %(what)s"),
        ("reservation", "reinstated"): _("%(who)s tried to reinstate %(what)s"),
        ("reservation", "swapped"): _("%(who)s tried to swap the units of %(what)s"),
        ("reservation", "reseated"): _("%(who)s tried to move stays to make room"),
        ("reservation", "put_back"): _("%(who)s tried to put stays back"),
        ("group", "made"): _("%(who)s tried to make a group"),
        ("group", "confirmed"): _("%(who)s tried to confirm all of the group %(what)s"),
        ("group", "cancelled"): _("%(who)s tried to cancel all of the group %(what)s"),
        ("unit", "added"): _("%(who)s tried to add a unit"),
        ("unit", "changed"): _("%(who)s tried to change the unit %(what)s"),
        ("slot", "seats_set"): _("%(who)s tried to set the seats of a departure"),
        ("closure", "added"): _("%(who)s tried to close a unit"),
        ("closure", "lifted"): _("%(who)s tried to lift %(what)s"),
        ("client", "added"): _("%(who)s tried to add a client"),
        ("client", "changed"): _("%(who)s tried to change the client %(what)s"),
        ("client", "merged"): _("%(who)s tried to merge a client into %(what)s"),
        ("policy", "added"): _("%(who)s tried to write a policy"),
        ("policy", "changed"): _("%(who)s tried to change the policy %(what)s"),
        ("policy", "withdrawn"): _("%(who)s tried to withdraw a version of the policy %(what)s"),
        ("tenant", "changed"): _("%(who)s tried to change the settings of the business"),
        ("session", "signed_in"): _("Somebody tried to sign in"),
        ("invitation", "made"): _("%(who)s tried to invite somebody"),
        ("invitation", "withdrawn"): _("%(who)s tried to withdraw an invitation"),
        ("invitation", "accepted"): _("%(who)s tried to accept an invitation"),
        ("member", "role_changed"): _("%(who)s tried to change the role of a member"),
        ("member", "removed"): _("%(who)s tried to remove a member"),
        ("device", "added"): _("%(who)s asked to be told on a device"),
        ("device", "changed"): _("%(who)s tried to change what a device is told"),
        ("job", "retried"): _("%(who)s wanted a job tried again"),
        ("mail", "retried"): _("%(who)s wanted a mail sent again"),
        ("mail_settings", "changed"): _("%(who)s tried to change which mails clients get"),
        ("mail_text", "changed"): _("%(who)s tried to change the text of a mail"),
        ("site", "changed"): _("%(who)s tried to change the public site"),
        ("site", "published"): _("%(who)s tried to publish the public site"),
        ("site_unit", "changed"): _("%(who)s tried to change the public page of a unit"),
        ("site_page", "added"): _("%(who)s tried to add a page to the public site"),
        ("site_page", "changed"): _("%(who)s tried to change a page of the public site"),
        ("picture", "added"): _("%(who)s tried to add a picture"),
        ("picture", "described"): _("%(who)s tried to describe a picture"),
        ("person", "asked_password"): _(
            "Somebody asked for a new password for an address that is nobody’s here"
        ),
        ("person", "reset_password"): _("%(who)s tried to choose a new password by a link"),
        ("job", "done"): _("%(who)s could not do a job"),
    }
