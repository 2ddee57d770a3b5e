"""The form page (« Formulaire »): questions that an editor composes, answers kept for a set time."""

from http import HTTPMethod

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, validate_email
from django.db import models
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.forms.forms import BaseForm, FormBuilder
from wagtail.contrib.forms.models import AbstractFormField, FormMixin
from wagtail.contrib.forms.panels import FormSubmissionsPanel

from pages.base.listing import split
from pages.base.models.page import PortalPage
from pages.people.addresses import client_address

MAX_TEXT = 5000
MAX_RECIPIENTS = 10
SENT = "envoye"
# Names that no question can have: Wagtail makes theirs of letters, figures and underscores.
TRAP, CONSENT = "site-web", "accord-donne"


class QuestionKind(models.TextChoices):
    LINE = "singleline", _("Une ligne de texte")
    TEXT = "multiline", _("Un texte")
    EMAIL = "email", _("Une adresse électronique")
    NUMBER = "number", _("Un nombre")
    DATE = "date", _("Une date")
    URL = "url", _("Une adresse internet")
    RADIO = "radio", _("Un choix parmi quelques-uns")
    DROPDOWN = "dropdown", _("Un choix dans une liste")
    CHECKBOXES = "checkboxes", _("Plusieurs choix")
    CHECKBOX = "checkbox", _("Une case à cocher")


WITH_CHOICES = (QuestionKind.RADIO, QuestionKind.DROPDOWN, QuestionKind.CHECKBOXES)


class AnswerForm(BaseForm):
    """What the public fills in: the questions, the consent, and a trap, out of sight, that only robots fill."""

    def questions(self):
        """Return the fields that people see."""
        return [field for field in self if field.name != TRAP]

    def trap(self):
        return self[TRAP]

    def is_robot(self) -> bool:
        return bool(self.cleaned_data[TRAP])

    def answers(self) -> dict:
        """Return what is kept: each answer by its question's name, and the words that were agreed to."""
        kept = {name: value for name, value in self.cleaned_data.items() if name not in (TRAP, CONSENT)}
        if CONSENT in self.fields:
            kept[CONSENT] = str(self.fields[CONSENT].label)
        return kept


class QuestionBuilder(FormBuilder):
    def create_multiline_field(self, field, options):
        return super().create_multiline_field(field, {**options, "max_length": MAX_TEXT})

    def create_date_field(self, field, options):
        return forms.DateField(**options, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def create_email_field(self, field, options):
        return forms.EmailField(**options, widget=forms.EmailInput(attrs={"autocomplete": "email"}))

    def create_url_field(self, field, options):
        return super().create_url_field(field, {**options, "max_length": 500})

    def create_number_field(self, field, options):
        return forms.DecimalField(**options, max_digits=20)

    def create_dropdown_field(self, field, options):
        choices = [("", _("Choisir")), *self.get_formatted_field_choices(field)]
        return forms.ChoiceField(**options, choices=choices)

    def form_class(self, consent: str) -> type[AnswerForm]:
        """Return the form, ended by the consent when its text is given."""
        fields = dict(self.formfields)
        if consent:
            fields[CONSENT] = forms.BooleanField(
                label=consent, error_messages={"required": _("Sans votre accord, rien ne peut être envoyé.")}
            )
        out_of_sight = forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"})
        fields[TRAP] = forms.CharField(required=False, widget=out_of_sight)
        return type("PublicForm", (AnswerForm,), fields)


class FormPage(FormMixin, PortalPage):
    """A form; its answers are read by those who may edit the page, and by nobody else."""

    consent = models.TextField(
        _("accord demandé"),
        max_length=500,
        blank=True,
        help_text=_("S’il est écrit, une case à cocher obligatoire le porte, et les mots acceptés sont gardés."),
    )
    confirmation = models.TextField(
        _("après l’envoi"),
        max_length=500,
        default=_("Vos réponses sont enregistrées. Merci."),
        help_text=_("Une phrase ou deux."),
    )
    keep_months = models.PositiveSmallIntegerField(
        _("garder les réponses (mois)"),
        default=12,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text=_("Elles sont ensuite effacées d’elles-mêmes. Cette durée est dite sur la page."),
    )
    recipients = models.CharField(
        _("qui prévenir"),
        max_length=500,
        blank=True,
        help_text=_(
            "Adresses électroniques séparées par des virgules. Le message, un par heure au plus, dit qu’il y a des "
            "réponses et où les lire, sans leur contenu."
        ),
    )

    form_builder = QuestionBuilder
    search_kind = "page"
    template = "base/form_page.html"
    landing_page_template = "base/form_page.html"
    subpage_types = []
    allowed_http_methods = [*PortalPage.allowed_http_methods, HTTPMethod.POST]
    preview_modes = [("form", _("Formulaire")), ("landing", _("Après l’envoi"))]
    content_panels = [*PortalPage.content_panels, FormSubmissionsPanel(heading=_("Réponses"))]
    question_panels = [InlinePanel("form_fields", heading=_("Questions"), label=_("Question"), min_num=1, max_num=40)]
    answer_panels = [
        FieldPanel("consent"),
        FieldPanel("confirmation"),
        MultiFieldPanel([FieldPanel("keep_months"), FieldPanel("recipients")], heading=_("Les réponses")),
    ]

    class Meta:
        verbose_name = _("formulaire")
        verbose_name_plural = _("formulaires")

    def clean(self):
        super().clean()
        addresses = split(self.recipients.replace(";", ",").replace("\n", ","))
        if len(addresses) > MAX_RECIPIENTS:
            raise ValidationError({"recipients": _("Dix adresses au plus.")})
        for address in addresses:
            try:
                validate_email(address)
            except ValidationError as error:
                message = _now("Cette adresse est à corriger : %(address)s.") % {"address": address}
                raise ValidationError({"recipients": message}) from error
        self.recipients = ", ".join(addresses)

    def get_form_class(self):
        return self.form_builder(self.get_form_fields()).form_class(self.consent.strip())

    def get_data_fields(self):
        fields = super().get_data_fields()
        return [*fields, (CONSENT, _now("Accord donné"))] if self.consent.strip() else fields

    def get_submissions_list_view_class(self):
        from pages.base.answers import AnswersView

        return AnswersView

    def serve(self, request, *args, **kwargs):
        if request.method != "POST":
            # Past Wagtail's own, which would write whatever is sent to it.
            return super(FormMixin, self).serve(request, *args, **kwargs)
        from pages.base import services

        form = self.get_form(request.POST, page=self, user=request.user)
        if not form.is_valid():
            return self._show(request, form, 422)
        if not form.is_robot():
            try:
                services.take_answers(self, form.answers(), client_address(request))
            except ValidationError as refusal:
                form.add_error(None, refusal)
                return self._show(request, form, 429)
        return HttpResponseRedirect(f"{self.get_url(request)}?{SENT}=1")

    def _show(self, request, form, status: int) -> TemplateResponse:
        context = {**self.get_context(request), "form": form, "sent": False}
        return TemplateResponse(request, self.get_template(request), context, status=status)

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["sent"] = request.GET.get(SENT) == "1"
        context["form"] = None if context["sent"] else self.get_form(page=self, user=request.user)
        return context

    def render_landing_page(self, request, form_submission=None, *args, **kwargs):
        context = {**self.get_context(request), "sent": True, "form": None}
        return TemplateResponse(request, self.get_template(request), context)

    @property
    def kept_for(self) -> str:
        """Return for how long answers are kept, in words."""
        return ngettext("%(count)d\u00a0mois", "%(count)d\u00a0mois", self.keep_months) % {"count": self.keep_months}


FormPage.edit_handler = FormPage.tabs(
    (FormPage.content_panels, _("Contenu")),
    (FormPage.question_panels, _("Questions")),
    (FormPage.answer_panels, _("Accord et réponses")),
)


class Question(AbstractFormField):
    page = ParentalKey(FormPage, on_delete=models.CASCADE, related_name="form_fields")
    field_type = models.CharField(_("réponse attendue"), max_length=16, choices=QuestionKind.choices)
    field_type.required_on_save = True

    panels = [
        FieldPanel("label", heading=_("Question"), help_text=_("Telle que la personne la lit.")),
        FieldRowPanel([FieldPanel("field_type", classname="formbuilder-type"), FieldPanel("required")]),
        FieldPanel("help_text", heading=_("Précision"), help_text=_("Lue sous la question.")),
        FieldPanel(
            "choices", heading=_("Choix"), classname="formbuilder-choices", help_text=_("Un par ligne, pour les choix.")
        ),
    ]

    class Meta(AbstractFormField.Meta):
        verbose_name = _("question")
        verbose_name_plural = _("questions")

    def clean(self):
        super().clean()
        if self.field_type in WITH_CHOICES and len(split(self.choices.replace("\n", ","))) < 2:
            raise ValidationError({"choices": _("Donnez au moins deux choix, un par ligne.")})
