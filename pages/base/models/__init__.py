from pages.base.models.circuit import PublisherApprovalTask
from pages.base.models.forms import FormPage, Question
from pages.base.models.home import HomePage
from pages.base.models.listing import ListingPage
from pages.base.models.media import PortalDocument, PortalImage, PortalRendition
from pages.base.models.page import PageTag, PortalPage
from pages.base.models.settings import PortalSettings
from pages.base.models.standard import StandardPage
from pages.base.models.themes import Theme

__all__ = [
    "FormPage",
    "HomePage",
    "ListingPage",
    "PageTag",
    "PortalDocument",
    "PortalImage",
    "PortalPage",
    "PortalRendition",
    "PortalSettings",
    "PublisherApprovalTask",
    "Question",
    "StandardPage",
    "Theme",
]
