"""Admin screens whose writes go through a service: its refusal is told in words, what was typed is kept."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Model, ProtectedError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.ui.tables import TitleColumn
from wagtail.admin.views import generic

NOT_OFFERED = {"delete_url_name": None, "history_url_name": None, "usage_url_name": None, "copy_url_name": None}


class ReasonGiven:
    """Turn a refusal that has a reason into a message on the list, instead of Wagtail's general one."""

    def dispatch(self, request, *args, **kwargs):
        try:
            return super().dispatch(request, *args, **kwargs)
        except PermissionDenied as refusal:
            if not str(refusal):
                raise
            messages.error(request, str(refusal))
            return redirect(reverse(self.index_url_name))


class LinkedIndexView(generic.IndexView):
    """A list whose first column, which no field of the model is, leads to the editing screen and bears the buttons."""

    first_column: dict = {}

    @cached_property
    def columns(self):
        title = self._get_title_column_class(TitleColumn)
        return [title(get_url=self.get_edit_url, **self.first_column), *self.list_display]


class WithService:
    """Save through ``service(actor, instance)``; its ValidationError goes beside the fields."""

    service: Callable[..., Model]

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "actor": self.request.user}

    def save_instance(self):
        return type(self).service(self.request.user, self.form.instance)

    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except ValidationError as error:
            _tell(form, error)
        except PermissionDenied as refusal:
            form.add_error(None, str(refusal))
        self.produced_error_message = self.get_error_message()
        return self.form_invalid(form)


def _tell(form, error: ValidationError) -> None:
    """Add an error to a form; what concerns a field that the form does not show is told at the top."""
    for name, errors in error.update_error_dict({}).items():
        form.add_error(name if name in form.fields else None, errors)


class ServiceCreateView(ReasonGiven, WithService, generic.CreateView):
    submit_button_label = _("Enregistrer")

    def get_page_subtitle(self):
        return self.page_title

    def get_breadcrumbs_items(self):
        *above, _last = super().get_breadcrumbs_items()
        return [*above, {"url": "", "label": self.page_title}]


class ServiceEditView(ReasonGiven, WithService, generic.EditView):
    """Edit one of the objects that ``get_queryset`` gives; any other does not exist here (404)."""


class KeptDeleteView(generic.DeleteView):
    """Delete what nothing keeps; what something names is kept, and ``refusal`` told in place of an error."""

    refusal: str

    def form_valid(self, form):
        try:
            with transaction.atomic():
                return super().form_valid(form)
        except (PermissionDenied, ProtectedError):
            messages.error(self.request, self.refusal)
            return redirect(reverse(self.edit_url_name, args=[self.object.pk]))
