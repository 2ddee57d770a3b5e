"""The administration's screens around a call: inviting associations, answering questions."""

import django_filters
from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from pages.conventions.admin import OnePage, ReportPermissionPolicy, ReportViewSet, editable
from pages.fund import calls
from pages.fund.models import CallInquiry, CallPage
from pages.people.admin_views import LinkedIndexView, ReasonGiven, ServiceEditView
from pages.people.models import Organisation
from pages.people.models.organisations import OrganisationKind

SHOWN = 50


class OneCall(OnePage):
    page_model = CallPage
    parameter = "appel"


def call_buttons(page: Page, user):
    """Yield what leads from a call to its invitations and its questions, to whoever may edit it."""
    if (page.specific_class or type(page)) is not CallPage or not page.permissions_for_user(user).can_edit():
        return
    url = reverse("appels:invite", args=[page.pk])
    yield Button(gettext("Inviter des associations"), url=url, icon_name="mail", priority=5)
    url = OneCall.about(reverse("questions:index"), page)
    yield Button(gettext("Voir les questions"), url=url, icon_name="help", priority=6)


# Invitations


class InvitationForm(forms.Form):
    addresses = forms.CharField(
        label=_("Adresses électroniques"),
        help_text=_(
            "Une par ligne, 200 au plus à la fois. Chacune reçoit son propre message et ne voit pas les autres."
        ),
        widget=forms.Textarea(attrs={"rows": 8, "autocomplete": "off"}),
        max_length=60_000,
    )
    organisation = forms.ModelChoiceField(
        label=_("Association"),
        help_text=_("Facultatif : si toutes ces adresses sont celles d’une même association."),
        queryset=Organisation.objects.filter(
            kind__in=(OrganisationKind.ASSOCIATION, OrganisationKind.FOUNDATION)
        ).order_by("name"),
        required=False,
    )

    def clean_addresses(self) -> list[str]:
        return self.cleaned_data["addresses"].splitlines()


class InviteView(ReasonGiven, WagtailAdminTemplateMixin, FormView):
    """Tell associations of one call, by mail; show who was told."""

    index_url_name = "appels:index"
    page_title = _("Inviter des associations")
    header_icon = "mail"
    form_class = InvitationForm
    template_name = "fund/admin/invite.html"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        found = CallPage.objects.filter(pk__in=editable(request.user).values("pk"))
        self.call = get_object_or_404(found, pk=kwargs["pk"])

    def get_page_subtitle(self):
        return self.call.title

    def form_valid(self, form):
        said = form.cleaned_data
        try:
            found = calls.invite(self.request.user, self.call, said["addresses"], said["organisation"])
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        self._tell(found)
        return redirect(reverse("appels:invite", args=[self.call.pk]))

    def form_invalid(self, form):
        messages.validation_error(self.request, gettext("Aucune invitation n’est partie."), form)
        return super().form_invalid(form)

    def _tell(self, found: calls.Invited) -> None:
        count = len(found.sent)
        if count:
            said = ngettext("%(count)d invitation est partie.", "%(count)d invitations sont parties.", count)
            messages.success(self.request, said % {"count": count})
        if found.already:
            said = ngettext(
                "Déjà invitée, rien n’est renvoyé à cette adresse : %(named)s.",
                "Déjà invitées, rien n’est renvoyé à ces adresses : %(named)s.",
                len(found.already),
            )
            messages.warning(self.request, said % {"named": ", ".join(found.already)})

    def get_breadcrumbs_items(self):
        edit = reverse("wagtailadmin_pages:edit", args=[self.call.pk])
        above = [
            {"url": reverse(self.index_url_name), "label": gettext("Appels à propositions")},
            {"url": edit, "label": self.call.title},
        ]
        return [*super().get_breadcrumbs_items(), *above, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs):
        invitations = self.call.invitations.select_related("organisation", "invited_by")
        return super().get_context_data(
            call=self.call,
            refusal=calls.may_invite(self.request.user, self.call),
            page_obj=Paginator(invitations, SHOWN).get_page(self.request.GET.get("p")),
            back_url=reverse("wagtailadmin_pages:edit", args=[self.call.pk]),
            **kwargs,
        )


# Questions


class InquiryPermissionPolicy(ReportPermissionPolicy):
    """Whoever may edit a call reads what is asked about it; the service says who answers. None is added here."""

    def user_has_permission(self, user, action) -> bool:
        return action != "add" and super().user_has_permission(user, action)


class AnswerForm(forms.ModelForm):
    class Meta:
        model = CallInquiry
        fields = ["answer", "published"]
        labels = {"published": _("Publier la question et la réponse")}
        help_texts = {
            "answer": _("Lue par tous avec la question : n’y nommez personne."),
            "published": _("Sans cela rien ne paraît, et la personne qui a demandé n’est pas prévenue."),
        }
        widgets = {"answer": forms.Textarea(attrs={"rows": 8})}

    def __init__(self, *args, actor, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["answer"].required = True
        if self.instance.answered_at is None:
            self.initial["published"] = True


WAITING, TOLD, KEPT = "waiting", "told", "kept"
STATES = [(WAITING, _("Sans réponse")), (TOLD, _("Publiées")), (KEPT, _("Répondues, non publiées"))]


class InquiryFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(label=_("État"), choices=STATES, method="keep_state")

    class Meta:
        model = CallInquiry
        fields = ["state"]

    def keep_state(self, inquiries, name, state) -> QuerySet:
        if state == WAITING:
            return inquiries.waiting()
        return inquiries.exclude(answered_at=None).filter(published=state == TOLD)


class InquiryIndexView(OneCall, LinkedIndexView):
    first_column = {"name": "text", "label": _("Question"), "accessor": str, "width": "45%"}
    page_title = _("Questions sur les appels")
    default_ordering = ("-asked_at", "-pk")

    def get_base_queryset(self):
        found = self.permission_policy.instances_user_has_any_permission_for(self.request.user, ["change"])
        if self.asked_page:
            found = found.filter(call=self.asked_page)
        return found.select_related("call", "asker")

    def get_page_subtitle(self):
        return self.asked_page.title if self.asked_page else super().get_page_subtitle()


class AnswerView(ServiceEditView):
    page_title = _("Répondre à une question")
    template_name = "fund/admin/answer.html"
    success_message = _("Réponse enregistrée.")
    error_message = _("La réponse n’est pas enregistrée : voyez les champs signalés.")

    def get_queryset(self):
        found = self.permission_policy.instances_user_has_any_permission_for(self.request.user, ["change"])
        return found.select_related("call", "asker")

    def get_object(self, queryset=None):
        found = super().get_object(queryset)
        if reason := calls.may_answer(self.request.user, found.call):
            raise PermissionDenied(reason)
        return found

    def save_instance(self):
        said = self.form.cleaned_data
        return calls.answer(self.request.user, self.form.instance, said["answer"], said["published"])

    def get_success_url(self):
        return OneCall.about(reverse(self.index_url_name), self.object.call)


class InquiryViewSet(ReportViewSet):
    """The questions asked about calls: answered here, never added nor deleted."""

    name = "questions"
    model = CallInquiry
    icon = "help"
    menu_label = _("Questions sur les appels")
    form_class = AnswerForm
    index_view_class = InquiryIndexView
    edit_view_class = AnswerView
    filterset_class = InquiryFilterSet
    list_display = [
        Column("call", label=_("Appel"), accessor="call.title"),
        Column("asked_at", label=_("Posée le"), accessor="asked_at", sort_key="asked_at"),
        Column("asker", label=_("Par"), accessor="asker"),
        Column("state", label=_("État"), accessor="status_label"),
    ]

    def get_common_view_kwargs(self, **kwargs):
        return super().get_common_view_kwargs(**{"add_url_name": None, **kwargs})

    def get_urlpatterns(self):
        return [
            path("", self.index_view, name="index"),
            path("resultats/", self.index_results_view, name="index_results"),
            path("<int:pk>/", self.edit_view, name="edit"),
        ]
