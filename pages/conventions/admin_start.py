"""The screen « Convention à partir d’un modèle », and the one that prepares the next convention."""

from datetime import timedelta
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.models import Page
from wagtail.permissions import policy_registry

from pages.base.dates import ApproximateDate, ApproximateDateFormField
from pages.conventions import starter
from pages.conventions.forms import KeyChoiceField
from pages.conventions.models import ConventionPage, Side
from pages.people.models import Organisation
from pages.people.models.organisations import OrganisationKind
from pages.territories.models import TerritoryPage

LOCAL_KINDS = (
    OrganisationKind.COMMUNE,
    OrganisationKind.INTERCOMMUNALITY,
    OrganisationKind.DEPARTEMENT,
    OrganisationKind.CCAS,
)


def open_territories(user):
    """Return the territories where a user may add a convention."""
    pages = policy_registry.get_by_type(Page).instances_user_has_permission_for(user, "add")
    return TerritoryPage.objects.filter(pk__in=pages.values("pk")).order_by("title")


class StartForm(forms.Form):
    """What a convention begins with; the rest is written in its own pages."""

    territory = KeyChoiceField(label=_("Territoire"), queryset=TerritoryPage.objects.none())
    title = forms.CharField(label=_("Intitulé"), max_length=255, initial=_("Convention territoriale globale"))
    start = ApproximateDateFormField(
        label=_("Prend effet"), required=False, help_text=_("Facultatif : « 8 avril 2015 », « avril 2009 », « 2014 ».")
    )
    duration = forms.IntegerField(
        label=_("Durée en mois"),
        initial=60,
        validators=[
            MinValueValidator(1, _("Une convention dure au moins un mois.")),
            MaxValueValidator(600, _("Au plus cinquante ans.")),
        ],
    )
    caf = KeyChoiceField(
        label=_("Caf"),
        required=False,
        queryset=Organisation.objects.filter(kind=OrganisationKind.CAF),
        help_text=_("Ses fonctions habituelles auront leur siège. Absente ? Ajoutez-la d’abord dans « Organismes »."),
    )
    local = KeyChoiceField(
        label=_("Collectivité"), required=False, queryset=Organisation.objects.filter(kind__in=LOCAL_KINDS)
    )
    parts = forms.MultipleChoiceField(
        label=_("À créer avec elle"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("En brouillon.")
    )

    def __init__(self, *args, territories, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["territory"].queryset = territories
        choices = [(step.slug, step.label) for step in starter.steps()]
        self.fields["parts"].choices = choices
        self.fields["parts"].initial = [slug for slug, _label in choices]


class StartView(WagtailAdminTemplateMixin, FormView):
    """Ask for the little that a convention begins with, then prepare it all.

    ``?territoire=12`` chooses the territory; ``?suite-de=34`` prepares the convention that follows that one.
    """

    form_class = StartForm
    template_name = "conventions/admin/start.html"
    header_icon = "doc-full"
    index_url_name = "conventions:index"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.renews = self._asked("suite-de", ConventionPage.objects.all())
        self.territory = self._asked("territoire", self.territories)
        if self.renews:
            self.territory = self.territories.filter(pk=self.renews.get_parent().pk).first()

    def _asked(self, parameter: str, pages):
        """Return the page that the address names, None when it names none; 404 when it is not the user's to start."""
        asked = self.request.GET.get(parameter, "")
        if not asked:
            return None
        found = pages.filter(pk=int(asked)).first() if asked.isdecimal() and len(asked) < 10 else None
        if found is None or not found.permissions_for_user(self.request.user).can_edit():
            raise Http404
        return found

    @cached_property
    def territories(self):
        return open_territories(self.request.user)

    def dispatch(self, request, *args, **kwargs):
        reason = starter.may_start(request.user, self.territory, self.renews) if self.territory else ""
        if self.renews and not self.territory or not self.territories.exists():
            reason = gettext("Seul l’administrateur du portail ouvre une convention sur un territoire.")
        if reason:
            messages.error(request, reason)
            return redirect(self.index_url_name)
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self):
        return gettext("Préparer la convention suivante") if self.renews else gettext("Convention à partir d’un modèle")

    def get_page_subtitle(self):
        return self.renews.title if self.renews else ""

    def get_breadcrumbs_items(self):
        above = {"url": reverse(self.index_url_name), "label": gettext("Conventions")}
        return [*super().get_breadcrumbs_items(), above, {"url": "", "label": self.get_page_title()}]

    def get_form_kwargs(self):
        territories = self.territories.filter(pk=self.territory.pk) if self.territory else self.territories
        return {**super().get_form_kwargs(), "territories": territories}

    def get_initial(self):
        initial = {"territory": self.territory}
        if not self.renews:
            return initial
        signing = starter.parties(self.renews)
        return {
            **initial,
            "duration": self.renews.duration,
            "start": next_start(self.renews),
            "caf": signing[Side.CAF],
            "local": signing[Side.LOCAL],
        }

    def form_valid(self, form):
        values = {name: form.cleaned_data[name] for name in ("title", "start", "duration", "caf", "local", "parts")}
        try:
            made = starter.start_convention(self.request.user, form.cleaned_data["territory"], values, self.renews)
        except ValidationError as error:
            for name, errors in error.update_error_dict({}).items():
                form.add_error(name if name in form.fields else None, errors)
            return self.form_invalid(form)
        except PermissionDenied as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        told = gettext("« %(title)s » est préparée en brouillon : complétez-la, puis publiez ses pages.")
        messages.success(self.request, told % {"title": made.title})
        return redirect("wagtailadmin_explore", made.pk)

    def get_context_data(self, **kwargs):
        return super().get_context_data(renews=self.renews, index_url=reverse(self.index_url_name), **kwargs)


def next_start(convention: ConventionPage) -> ApproximateDate | None:
    """Return when the convention after begins: the day, month… that follows the end, as precise as the end."""
    end = convention.prolonged_until(convention.contracts.filter(relation="amendment")) or convention.planned_end
    return ApproximateDate(end.last_day + timedelta(days=1), end.precision) if end else None


def start_url(**asked) -> str:
    return f"{reverse('conventions:start')}?{urlencode(asked)}" if asked else reverse("conventions:start")


def page_buttons(page, user):
    """Yield what starts a convention from a territory, or the next one from a convention, for whoever may do it."""
    model = page.specific_class
    if model is TerritoryPage and not starter.may_start(user, page):
        yield Button(
            _("Convention à partir d’un modèle"),
            url=start_url(territoire=page.pk),
            icon_name="doc-full",
            priority=4,
        )
    if model is ConventionPage and not starter.may_start(user, page.get_parent(), page):
        yield Button(
            _("Préparer la convention suivante"),
            url=start_url(**{"suite-de": page.pk}),
            icon_name="doc-full",
            priority=4,
        )


def listing_button(user) -> list[HeaderButton]:
    """Return the button of the list of conventions, none for whoever may start none."""
    if not open_territories(user).exists():
        return []
    return [HeaderButton(_("Convention à partir d’un modèle"), url=start_url(), icon_name="doc-full")]
