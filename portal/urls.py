"""Every address of the portal; what is not named here is a page of the tree."""

from django.urls import include, path, re_path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.contrib.sitemaps.views import sitemap

from pages.base.components import components_page
from pages.base.mosaic import mosaic_image
from pages.base.sitemap import PageSitemap
from pages.people import alert_views
from pages.people import views as people_views
from portal.health import health

to_login = RedirectView.as_view(pattern_name="account_login", query_string=True)

urlpatterns = [
    path("sante/", health, name="health"),
    # The native log-in pages would go round the portal's own: closed before their room is mounted.
    path("admin/login/", to_login),
    path("admin/password_reset/", to_login),
    re_path(r"^admin/password_reset/.*$", to_login),
    path("_util/login/", to_login),
    path("admin/logout/", RedirectView.as_view(pattern_name="account_logout")),
    path("admin/", include(wagtailadmin_urls)),
    path("compte/", include("pages.people.account_urls")),
    path("documents/", include("pages.base.document_urls")),
    path("", include("search.urls")),
    path("recherche/alertes/", alert_views.follow, name="search_follow"),
    path("recherche/alertes/quittee/", alert_views.left, name="search_alert_left"),
    path("recherche/alertes/<str:signed>/", alert_views.alert, name="search_alert"),
    path("organisations/", people_views.organisations, name="organisations"),
    path("organisations/<slug:slug>/", people_views.organisation, name="organisation"),
    path("mosaique/<slug:code>.svg", mosaic_image, name="mosaic"),
    path("mosaique/<slug:code>/<slug:theme>.svg", mosaic_image, name="mosaic_theme"),
    path("composants/", components_page, name="components"),
    path("sitemap.xml", sitemap, {"sitemaps": {"pages": PageSitemap}}, name="sitemap"),
    path("", include("pages.base.urls")),
    path("", include("pages.territories.urls")),
    path("", include("pages.conventions.urls")),
    path("", include("pages.actions.urls")),
    path("", include("pages.fund.urls")),
    path("", include("pages.news.urls")),
    path("", include("pages.proposals.urls")),
    path("", include(wagtail_urls)),
]

handler400 = "portal.views.bad_request"
handler403 = "portal.views.forbidden"
handler404 = "portal.views.not_found"
