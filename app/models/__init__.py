"""The tables, one module a noun. Importing this package registers them all."""

from app.models.audit import AuditEntry, AuditMention, AuditPrivate
from app.models.base import Base
from app.models.capacity import SlotOccurrence, UnitPart
from app.models.claim import Claim
from app.models.client import Client
from app.models.closure import Closure
from app.models.device import Delivery, Device
from app.models.idempotency import IdempotencyKey
from app.models.mail import Mail, MailChoice, MailSettings, MailText, PasswordReset
from app.models.outbox import OutboxRow
from app.models.person import Credential, Person, SignedIn
from app.models.picture import Picture
from app.models.policy import Policy, PolicyVersion
from app.models.quote import StoredQuote
from app.models.reservation import PriceLine, Reservation, ReservationGroup, StateChange
from app.models.seal import AuditSeal
from app.models.site import Site, SitePage, SiteUnit
from app.models.stats import StatsRoll, TypeArrivals, TypeDay, UnitDay, UnitMonth
from app.models.tenant import Invitation, Membership, TenantHost, TenantRecord
from app.models.unit import Unit, UnitType

__all__ = [
    "AuditEntry", "AuditMention", "AuditPrivate", "AuditSeal", "Base", "Claim", "Client", "Closure", "Credential", "Delivery", "Device", "IdempotencyKey", "Invitation",
    "Mail", "MailChoice", "MailSettings", "MailText", "Membership", "OutboxRow", "PasswordReset", "Person", "Picture", "Policy", "PolicyVersion",
    "PriceLine", "Reservation", "ReservationGroup", "SignedIn", "Site", "SitePage", "SiteUnit",
    "SlotOccurrence", "StateChange", "StatsRoll", "StoredQuote", "TenantHost", "TenantRecord", "TypeArrivals", "TypeDay", "Unit", "UnitDay",
    "UnitMonth", "UnitPart", "UnitType",
]  # fmt: skip
