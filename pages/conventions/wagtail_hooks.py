"""What the administration shows of conventions."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from pages.base.admin import register_to_complete
from pages.conventions.admin import ConventionListingViewSet, to_complete

register_to_complete(_("Conventions"), to_complete, 10)


@hooks.register("register_admin_viewset")
def register_viewset():
    return ConventionListingViewSet()
