"""What was done, and what was tried and refused, by entity and action.

Each text has the one who did it and what it was done to: `%(who)s` and `%(what)s`.
"""

from __future__ import annotations

from app.sentences.base import _


def done() -> dict[tuple[str, str], str]:
    """Answer what is said of an action that was done."""
    return {
        ("reservation", "made"): _("%(who)s made %(what)s"),
        ("reservation", "changed"): _("%(who)s changed %(what)s"),
        ("reservation", "confirmed"): _("%(who)s confirmed %(what)s"),
        ("reservation", "checked_in"): _("%(who)s checked in %(what)s"),
        ("reservation", "finished"): _("%(who)s checked out %(what)s"),
        ("reservation", "cancelled"): _("%(who)s cancelled %(what)s"),
        ("reservation", "absent"): _("%(who)s marked absent %(what)s"),
        ("reservation", "expired"): _("%(who)s let expire %(what)s"),
        ("reservation", "reinstated"): _("%(who)s reinstated %(what)s"),
        ("reservation", "swapped"): _("%(who)s swapped the units of %(what)s"),
        ("reservation", "imported"): _("%(who)s imported %(what)s"),
        ("group", "made"): _("%(who)s made the group %(what)s"),
        ("group", "confirmed"): _("%(who)s confirmed all of the group %(what)s"),
        ("group", "cancelled"): _("%(who)s cancelled all of the group %(what)s"),
        ("unit", "added"): _("%(who)s added the unit %(what)s"),
        ("unit", "changed"): _("%(who)s changed the unit %(what)s"),
        ("unit", "moved"): _("%(who)s moved the unit %(what)s in the list"),
        ("slot", "seats_set"): _("%(who)s set the seats of a departure"),
        ("closure", "added"): _("%(who)s closed %(what)s"),
        ("closure", "lifted"): _("%(who)s opened %(what)s again"),
        ("client", "added"): _("%(who)s added the client %(what)s"),
        ("client", "changed"): _("%(who)s changed the client %(what)s"),
        ("client", "merged"): _("%(who)s merged a client into %(what)s"),
        ("client", "erased"): _("%(who)s erased the personal data of %(what)s"),
        ("policy", "added"): _("%(who)s wrote the policy %(what)s"),
        ("policy", "changed"): _("%(who)s changed the policy %(what)s"),
        ("policy", "withdrawn"): _("%(who)s withdrew a version of the policy %(what)s"),
        ("tenant", "added"): _("%(who)s founded the business"),
        ("tenant", "changed"): _("%(who)s changed the settings of the business"),
        ("tenant", "renamed"): _("%(who)s renamed the business"),
        ("session", "signed_in"): _("%(who)s signed in"),
        ("session", "signed_out"): _("%(who)s signed out"),
        ("person", "changed"): _("%(who)s changed their profile"),
        ("person", "changed_password"): _("%(who)s changed their password"),
        ("invitation", "made"): _("%(who)s invited somebody"),
        ("invitation", "withdrawn"): _("%(who)s withdrew an invitation"),
        ("invitation", "accepted"): _("%(who)s accepted an invitation"),
        ("member", "role_changed"): _("%(who)s changed the role of a member"),
        ("member", "removed"): _("%(who)s removed a member"),
    }


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
        ("reservation", "reinstated"): _("%(who)s tried to reinstate %(what)s"),
        ("reservation", "swapped"): _("%(who)s tried to swap the units of %(what)s"),
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
    }


def entities() -> dict[str, str]:
    """Answer what the entities of the record are called."""
    return {
        "reservation": _("Reservations"),
        "group": _("Groups"),
        "unit": _("Units"),
        "slot": _("Departures"),
        "closure": _("Closures"),
        "client": _("Clients"),
        "policy": _("Policies"),
        "tenant": _("Settings"),
        "member": _("Members"),
        "invitation": _("Invitations"),
        "person": _("Profiles"),
        "session": _("Sign-ins"),
    }


def actions() -> dict[str, str]:
    """Answer the actions by which the record is filtered."""
    return {
        "refused": _("Refused"),
        "made": _("Made"),
        "added": _("Added"),
        "changed": _("Changed"),
        "confirmed": _("Confirmed"),
        "checked_in": _("Checked in"),
        "finished": _("Checked out"),
        "cancelled": _("Cancelled"),
        "absent": _("Marked absent"),
        "reinstated": _("Reinstated"),
        "swapped": _("Swapped units"),
        "imported": _("Imported"),
        "withdrawn": _("Withdrawn"),
        "lifted": _("Lifted"),
        "merged": _("Merged"),
        "erased": _("Erased"),
        "signed_in": _("Signed in"),
    }


def sources() -> dict[str, str]:
    """Answer from where something was done."""
    return {
        "policy": _("Deadline"),
        "cli": _("Command line"),
        "client": _("Public page"),
        "units": _("Units"),
        "closures": _("Closures"),
        "clients": _("Clients"),
        "policies": _("Policies"),
        "team": _("Team"),
        "import": _("Import"),
        "sign-in": _("Sign-in"),
        "sign-out": _("Sign-out"),
        "settings": _("Settings"),
        "page": _("Members’ pages"),
        "reservations": _("Reservations"),
        "reservation page": _("Reservation"),
        "group page": _("Group"),
        "timeline": _("Timeline"),
        "calendar": _("Calendar"),
        "requests": _("Requests"),
        "invitation": _("Invitation"),
    }


def why(code: str) -> str:
    """Say a code of a refusal in a few words, as the record does: it keeps no facts."""
    words = {
        "taken": _("the unit was taken"),
        "too_close": _("there was no time for cleaning"),
        "busy": _("somebody else was saving"),
        "stale": _("somebody else had saved first"),
        "exists_already": _("it existed already"),
        "key_reused": _("the form had been sent before"),
        "price_too_large": _("the price was too large"),
        "closure_in_the_way": _("something stood in these dates"),
        "closure_is_lifted": _("it was lifted already"),
        "service_has_reservations": _("reservations would have been left outside"),
        "in_the_past": _("the dates were over"),
        "lead_time": _("it was too late for these dates"),
        "beyond_horizon": _("the dates were too far ahead"),
        "at_least_one_night": _("there was no night"),
        "too_many_nights": _("there were too many nights"),
        "implausible_date": _("the dates made no sense"),
        "too_short": _("it was too short"),
        "too_long": _("it was too long"),
        "min_on_arrival": _("it was too short for this arrival"),
        "min_through": _("it was too short for these nights"),
        "max_on_arrival": _("it was too long for this arrival"),
        "weekday_min": _("it was too short for these weekdays"),
        "closed_to_arrival": _("nobody may arrive that day"),
        "closed_to_departure": _("nobody may leave that day"),
        "changeover_arrival": _("stays don’t begin that day"),
        "changeover_departure": _("stays don’t end that day"),
        "nobody": _("nobody was named"),
        "over_capacity": _("there were too many people"),
        "no_cots_left": _("there was no cot left"),
        "not_yet_in_service": _("the unit was not in service yet"),
        "no_longer_in_service": _("the unit was no longer in service"),
        "late_check_out": _("the check-out was too late"),
        "early_check_in": _("the check-in was too early"),
        "check_in_not_open": _("check-in was not open yet"),
        "stay_is_over": _("the stay was over"),
        "early_taken": _("the unit was not free yet"),
        "is_final": _("it was over for good"),
        "wrong_state": _("its state did not allow it"),
        "past_cannot_change": _("what has passed can’t change"),
        "reason_needed": _("no reason was given"),
        "reason_would_do": _("no reason was given"),
        "fee_changed": _("the fee had changed"),
        "group_too_small": _("there were too few units"),
        "group_too_large": _("there were too many units"),
        "group_has_none": _("none of them could be moved on"),
        "applies_in_the_past": _("its day was over"),
        "version_waits": _("another version came later"),
        "version_applies": _("it applied already"),
        "version_is_withdrawn": _("it was withdrawn already"),
        "not_begun_yet": _("it had not begun"),
        "same_unit": _("it was the same unit"),
        "same_client": _("it was the same client"),
        "client_needs_name": _("the client had no name"),
        "no_such_client": _("the client was gone"),
        "last_owner": _("a business needs an owner"),
        "member_already": _("they were a member already"),
        "invitation_is_over": _("the invitation was over"),
        "invitation_for_another": _("it was made for another address"),
        "currency_is_settled": _("prices were kept already"),
        "timezone_is_settled": _("times were kept already"),
    }
    return words.get(code) or _("a field could not be read")
