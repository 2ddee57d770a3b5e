from pages.people.models.alerts import SearchAlert
from pages.people.models.audience import Level, PageAudience
from pages.people.models.interests import Absence, Recusal
from pages.people.models.memberships import Invitation, JoinRequest, Membership, MembershipRole
from pages.people.models.notifications import Delivery, Notice, NotificationPreference
from pages.people.models.organisations import Organisation, OrganisationUnit
from pages.people.models.roles import (
    CONVENTION_ROLES,
    GROUP_ROLES,
    PAIR_ROLES,
    PUBLISHER_ROLES,
    REQUEST_ROLES,
    STAFF_ROLES,
    TEAM_ROLES,
    LocalRole,
    Role,
)
from pages.people.models.users import User

__all__ = [
    "CONVENTION_ROLES",
    "GROUP_ROLES",
    "PAIR_ROLES",
    "PUBLISHER_ROLES",
    "REQUEST_ROLES",
    "STAFF_ROLES",
    "TEAM_ROLES",
    "Absence",
    "Delivery",
    "Invitation",
    "JoinRequest",
    "Level",
    "LocalRole",
    "Membership",
    "MembershipRole",
    "Notice",
    "NotificationPreference",
    "Organisation",
    "OrganisationUnit",
    "PageAudience",
    "Recusal",
    "Role",
    "SearchAlert",
    "User",
]
