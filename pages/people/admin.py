"""The administration's screens on roles and organisations."""

import django_filters
from django import forms
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets import AdminDateInput
from wagtail.models import Page
from wagtail.permission_policies.base import BasePermissionPolicy

from pages.people import services, spaces
from pages.people.admin_views import (
    NOT_OFFERED,
    KeptDeleteView,
    LinkedIndexView,
    ReasonGiven,
    ServiceCreateView,
    ServiceEditView,
)
from pages.people.models import GROUP_ROLES, PAIR_ROLES, LocalRole, Organisation, Role, User
from pages.people.models.organisations import OrganisationKind

# Roles


def managed_pages(actor: User):
    """Return the pages whose roles an actor manages: every space for the administrator, else one's conventions' own.

    A cooperation officer manages the groups of the convention, not the convention itself.
    """
    pages = Page.objects.filter(content_type__model__in=spaces.model_names())
    if actor.is_superuser:
        return pages
    managed = Q(pk__in=[])
    held = actor.local_roles.today().filter(role__in=services.GROUP_MANAGERS)
    for role, place in held.values_list("role", "page__path"):
        below = Q(path__startswith=place)
        managed |= below if role in PAIR_ROLES else below & ~Q(path=place)
    return pages.filter(managed)


class RolePermissionPolicy(BasePermissionPolicy):
    """Roles are managed by the administrator, the pair and, for groups, the cooperation officers; none is deleted."""

    def user_has_permission(self, user, action) -> bool:
        if action not in ("add", "change", "view") or not user.is_active or user.is_anonymous:
            return False
        return user.is_superuser or user.local_roles.today().filter(role__in=services.GROUP_MANAGERS).exists()

    def user_has_permission_for_instance(self, user, action, instance) -> bool:
        return self.user_has_permission(user, action) and not services.may_give(user, instance.role, instance.page)

    def instances_user_has_any_permission_for(self, user, actions):
        return LocalRole.objects.filter(page__in=managed_pages(user))

    def users_with_any_permission(self, actions):
        holders = LocalRole.objects.today().filter(role__in=services.GROUP_MANAGERS).values("user")
        return User.objects.filter(is_active=True).filter(Q(is_superuser=True) | Q(pk__in=holders))


class RoleForm(forms.ModelForm):
    """The person is named by the address of their account: nobody is shown a list of everyone's."""

    email = forms.EmailField(
        label=_("Adresse du compte de la personne"),
        required=False,
        help_text=_("Facultatif : une fonction peut être annoncée avant que quelqu’un ne l’occupe."),
    )

    class Meta:
        model = LocalRole
        fields = ["page", "role", "email", "function", "organisation", "start", "end", "is_deputy", "standing_in"]
        widgets = {"start": AdminDateInput, "end": AdminDateInput}

    def __init__(self, *args, actor: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["page"].queryset = managed_pages(actor).order_by("title")
        self.order_fields(self.Meta.fields)
        if self.instance.user:
            self.initial["email"] = self.instance.user.email
        if not actor.is_superuser:
            given = [choice for choice in Role.choices if choice[0] in services.COORDINATOR_GIVES | set(GROUP_ROLES)]
            self.fields["role"].choices = [("", "---------"), *given]

    def clean_email(self) -> str:
        email = self.cleaned_data["email"]
        self.instance.user = User.objects.filter(email__iexact=email).first() if email else None
        if email and not self.instance.user:
            raise forms.ValidationError(_("Aucun compte n’a cette adresse."))
        return email


class RoleFilterSet(WagtailFilterSet):
    page = django_filters.ModelChoiceFilter(
        label=_("Convention ou groupe"), queryset=lambda request: managed_pages(request.user)
    )
    role = django_filters.ChoiceFilter(label=_("Rôle"), choices=Role.choices)
    in_office = django_filters.BooleanFilter(label=_("En fonction aujourd’hui"), method="keep_in_office")

    class Meta:
        model = LocalRole
        fields = ["page", "role", "in_office"]

    def keep_in_office(self, roles, name, value):
        today = LocalRole.objects.today().values("pk")
        return roles.filter(pk__in=today) if value else roles.exclude(pk__in=today)


def _person(role: LocalRole) -> str:
    return str(role.user or role.function)


def _deputy(role: LocalRole) -> str:
    if not role.is_deputy:
        return ""
    return gettext("supplée en ce moment") if role.standing_in else gettext("oui")


class RoleIndexView(LinkedIndexView):
    first_column = {"name": "subject", "label": _("Personne ou fonction"), "accessor": _person}
    page_title = _("Rôles")
    add_item_label = _("Attribuer un rôle")
    default_ordering = ("page__title", "role", "is_deputy", "pk")

    def get_base_queryset(self):
        roles = LocalRole.objects.filter(page__in=managed_pages(self.request.user))
        return roles.select_related("user", "page", "organisation")

    def get_edit_url(self, instance):
        actor = self.request.user
        given = services.COORDINATOR_GIVES | set(GROUP_ROLES)
        return super().get_edit_url(instance) if actor.is_superuser or instance.role in given else None

    def get_list_more_buttons(self, instance):
        buttons = super().get_list_more_buttons(instance)
        if buttons and not ended(instance):
            end = reverse("roles:end", args=[instance.pk])
            buttons.append(MenuItem(gettext("Mettre fin"), url=end, icon_name="cross", priority=40))
        return buttons


def ended(role: LocalRole) -> bool:
    return role.end is not None and role.end < timezone.localdate()


class RoleCreateView(ServiceCreateView):
    service = services.save_role
    page_title = _("Attribuer un rôle")
    success_message = _("Rôle attribué : %(object)s.")
    error_message = _("Le rôle n’est pas enregistré : voyez les champs signalés.")

    def get_initial(self):
        asked = self.request.GET.get("page", "")
        return {"page": asked} if asked.isdecimal() else {}


class RoleEditView(ServiceEditView):
    service = services.save_role
    page_title = _("Modifier un rôle")
    success_message = _("Rôle modifié : %(object)s.")
    error_message = _("Le rôle n’est pas enregistré : voyez les champs signalés.")

    def get_queryset(self):
        return LocalRole.objects.filter(page__in=managed_pages(self.request.user)).select_related("page", "user")

    def get_object(self, queryset=None):
        role = super().get_object(queryset)
        if reason := services.may_give(self.request.user, role.role, role.page):
            raise PermissionDenied(reason)
        return role


class RoleEndView(ReasonGiven, PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """Ask, then end a role: the row stays, for the record."""

    model = LocalRole
    permission_required = "change"
    index_url_name = ""
    page_title = _("Mettre fin à un rôle")
    template_name = "people/admin/end_role.html"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        roles = LocalRole.objects.filter(page__in=managed_pages(request.user)).select_related("page", "user")
        self.role = get_object_or_404(roles, pk=kwargs["pk"])

    def get(self, request, *args, **kwargs):
        if reason := services.may_give(request.user, self.role.role, self.role.page):
            raise PermissionDenied(reason)
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        services.end_role(request.user, self.role)
        messages.success(request, gettext("Il est mis fin au rôle : %(role)s.") % {"role": self.role})
        return redirect(reverse(self.index_url_name))

    def get_context_data(self, **kwargs):
        return super().get_context_data(role=self.role, index_url=reverse(self.index_url_name), **kwargs)


class RoleViewSet(ModelViewSet):
    """Roles: given, changed and ended by ``pages.people.services``; never copied, never deleted."""

    name = "roles"
    model = LocalRole
    icon = "key"
    menu_label = _("Rôles")
    menu_name = "roles"
    menu_order = 160
    add_to_admin_menu = True
    copy_view_enabled = False
    add_to_reference_index = False
    index_view_class = RoleIndexView
    add_view_class = RoleCreateView
    edit_view_class = RoleEditView
    filterset_class = RoleFilterSet
    list_per_page = 50
    list_display = [
        Column("function", label=_("Fonction publiée"), accessor="public_name"),
        Column("role", label=_("Rôle"), accessor="get_role_display", sort_key="role"),
        Column("page", label=_("Convention ou groupe"), accessor="page.title", sort_key="page__title"),
        Column("organisation", label=_("Organisme"), accessor="organisation", sort_key="organisation__name"),
        Column("start", label=_("Du"), accessor="start", sort_key="start"),
        Column("end", label=_("Au"), accessor="end", sort_key="end"),
        Column("is_deputy", label=_("Suppléance"), accessor=_deputy),
    ]

    def get_form_class(self, for_update=False):
        return RoleForm

    def get_edit_handler(self):
        return None

    def get_url_name(self, view_name):
        return super().get_url_name("list" if view_name == "index" else view_name)

    def get_common_view_kwargs(self, **kwargs):
        return super().get_common_view_kwargs(**{**NOT_OFFERED, **kwargs})

    def get_permissions_to_register(self):
        return Permission.objects.none()

    def get_urlpatterns(self):
        end_view = RoleEndView.as_view(index_url_name=self.get_url_name("index"), header_icon=self.icon)
        return [
            path("", self.index_view, name="list"),
            path("resultats/", self.index_results_view, name="index_results"),
            path("nouveau/", self.add_view, name="add"),
            path("<int:pk>/", self.edit_view, name="edit"),
            path("<int:pk>/fin/", end_view, name="end"),
        ]


# Organisations


class OrganisationFilterSet(WagtailFilterSet):
    kind = django_filters.MultipleChoiceFilter(
        label=_("Nature"), choices=OrganisationKind.choices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Organisation
        fields = ["kind"]


class OrganisationDeleteView(KeptDeleteView):
    refusal = _(
        "Suppression refusée : des personnes agissent pour cet organisme, ou des propositions, des pages, des rôles ou "
        "des écritures d’un fonds le nomment."
    )


class OrganisationViewSet(ModelViewSet):
    name = "organismes"
    model = Organisation
    icon = "group"
    menu_name = "organisations"
    menu_order = 140
    add_to_admin_menu = True
    copy_view_enabled = False
    delete_view_class = OrganisationDeleteView
    list_display = [
        "name",
        Column("kind", label=_("Nature"), accessor="get_kind_display", sort_key="kind"),
        "siret",
        "rna",
    ]
    filterset_class = OrganisationFilterSet
    search_fields = ["name", "siret", "rna"]
    search_backend_name = None
    list_per_page = 50
    ordering = ["name"]


class OrganisationChooserViewSet(ChooserViewSet):
    model = Organisation
    icon = "group"
    page_title = _("Choisir un organisme")
    choose_one_text = _("Choisir un organisme")
    choose_another_text = _("En choisir un autre")
    edit_item_text = _("Modifier cet organisme")
    creation_tab_label = _("Nouvel organisme")
    create_action_label = _("Créer l’organisme")
    form_fields = ["name", "kind", "siret", "rna"]
