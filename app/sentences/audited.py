"""What the facts of an entry of the record are called."""

from __future__ import annotations

from app.sentences.base import _


def labels() -> dict[str, str]:
    """Answer what the facts of entries are called."""
    return {
        "state": _("State"), "unit": _("Unit"), "arrives_on": _("Arrival"), "departs_on": _("Departure"),
        "starts_on": _("From"), "ends_on": _("To"), "adults": _("Adults"), "children": _("Children"),
        "infants": _("Infants"), "cots": _("Cots"), "expected_time": _("Arrives about"), "total_minor": _("Total"),
        "fee_minor": _("Fee"), "paid_minor": _("Paid"), "note": _("Note"), "reason": _("Reason"),
        "closed_for": _("Reason"), "name": _("Name"), "unit_name": _("Name"), "policy_name": _("Name"),
        "unit_type": _("Type"), "policy": _("Policy"), "capacity": _("People"), "amenities": _("Amenities"),
        "description": _("Description"), "in_service_from": _("In service from"),
        "in_service_until": _("In service until"), "place": _("Place"), "email": _("Email"), "phone": _("Phone"),
        "country": _("Country"), "notes": _("Notes"), "address": _("Address"), "tagline": _("Line below the name"),
        "timezone": _("Time zone"), "currency": _("Currency"), "locale": _("Language"), "role": _("Role"),
        "number": _("Version"), "slug": _("Address"), "channel": _("Channel"), "members": _("Units"),
        "complimentary": _("Complimentary"), "starts_time": _("Begins at"), "switched_off": _("Not sent"), "reminder_days": _("Days before arrival"), "mail_kind": _("Mail"), "events": _("Events"), "language": _("Language"), "code": _("Reason"), "alt_en": _("What it shows, in English"), "alt_es": _("What it shows, in Spanish"), "width": _("Width"), "height": _("Height"), "ends_time": _("Ends at"),
        "headline": _("Headline"), "intro": _("In one or two sentences"), "about": _("More about you"),
        "hours": _("Opening hours"), "directions": _("How to get here"), "how_to_pay": _("How to pay the deposit and the rest"),
        "hero": _("Picture"), "logo": _("Logo"), "accent": _("Colour"), "letters": _("Letters of the headings"),
        "phones": _("Phones"), "latitude": _("Latitude"), "longitude": _("Longitude"),
        "embed_hosts": _("Sites that may frame it"), "is_shown": _("Visitors see this unit"), "line": _("In one line"),
        "text": _("Text"), "title": _("Title"), "pictures": _("Pictures"), "host": _("Host"), "units": _("Units"),
        "pages": _("Your own pages"), "position": _("Place"), "quantity": _("How many"), "promo_code": _("Promo code"), "room_for": _("Room made"),
    }  # fmt: skip
