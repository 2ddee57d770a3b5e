"""How something long is written in sections: what a section holds, what it lacks, what saving it keeps.

Nothing is compulsory while one writes: a section is saved however incomplete, and what cannot be understood in a field
holds back that field only. What is missing is told apart, before sending.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django import forms
from django.db import models
from django.forms.formsets import DELETION_FIELD_NAME
from django.utils.functional import lazy
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext as _

from pages.base.templatetags.portal import number
from pages.proposals.fields import DayField, EurosField

SPARE_ROWS = 2
MOST_ROWS = 40


@dataclass(frozen=True)
class Missing:
    """Something that has to be there before sending: its name on the screen, the field's id to go to."""

    label: str
    anchor: str = ""


@dataclass(frozen=True)
class Fault:
    """Something typed that could not be understood: where, and why."""

    label: str
    anchor: str
    reasons: list[str]


@dataclass(frozen=True)
class Difference:
    """Something typed that is not what is kept now: both, as one reads them."""

    label: str
    typed: str
    kept: str


def shown(field: forms.Field, value) -> str:
    """Return the value of a field as one reads it."""
    if isinstance(field, forms.BooleanField):
        return _("oui") if field.to_python(value) else _("non")
    choices = getattr(field, "choices", None)
    if choices is None:
        value = field.prepare_value(value)
        return "" if value is None else str(value)
    chosen = value if isinstance(value, list | tuple | models.QuerySet) else [value]
    held = {str(field.prepare_value(one)) for one in chosen}
    return ", ".join(str(label) for key, label in choices if str(key) in held)


def is_empty(value) -> bool:
    """Say whether nothing was given; nought is something."""
    return value is None or value is False or value == ""


def field_for(model_field: models.Field, **kwargs) -> forms.Field | None:
    """Return the form field of a model's, with the portal's look and nothing compulsory."""
    kwargs["required"] = False
    if isinstance(model_field, models.DecimalField):
        return EurosField(
            label=kwargs.get("label") or capfirst(model_field.verbose_name),
            help_text=model_field.help_text,
            required=False,
        )
    if isinstance(model_field, models.DateField):
        return DayField(label=capfirst(model_field.verbose_name), help_text=model_field.help_text, required=False)
    field = model_field.formfield(**kwargs)
    if field is None:
        return None
    if isinstance(field, forms.TypedChoiceField):
        # Each choice has a default: none is left without an answer.
        field.choices = [choice for choice in field.choices if choice[0] != ""]
        if len(field.choices) <= 4:
            field.widget = forms.RadioSelect(choices=field.choices)
    if isinstance(field, forms.CharField):
        ready_for_text(field)
    if not isinstance(field.widget, forms.CheckboxInput | forms.RadioSelect | forms.CheckboxSelectMultiple):
        field.widget.attrs["class"] = "field__input"
    return field


def length_limit(most: int) -> str:
    return _("%(most)s caractères au plus.") % {"most": number(most)}


def ready_for_text(field: forms.CharField) -> None:
    """Let a field take any text: in any script, and too long rather than cut short without a word."""
    field.widget.attrs.pop("maxlength", None)
    field.widget.attrs["dir"] = "auto"
    if isinstance(field.widget, forms.Textarea):
        field.widget.attrs["rows"] = 6
        if field.max_length:
            limit = lazy(length_limit, str)(field.max_length)
            field.help_text = format_lazy("{} {}", field.help_text, limit) if field.help_text else limit


class RowForm(forms.ModelForm):
    """One line of a table of a section; an empty one is not kept."""

    @property
    def kept_id(self) -> str:
        """Return the id of the line once kept, nothing when it is not."""
        return "" if self.instance.pk is None else str(self.instance.pk)

    @property
    def is_going(self) -> bool:
        """Say whether the line is ticked for removal."""
        return bool(self.errors is not None and getattr(self, "cleaned_data", {}).get(DELETION_FIELD_NAME))

    def is_blank(self) -> bool:
        """Say whether nothing is kept of the line: all of it empty, or ticked for removal."""
        if self.is_going:
            return True
        # Neither its own id nor what it is a line of says anything.
        return all(is_empty(self.cleaned_data.get(name)) for name in self.base_fields)


class Rows(forms.BaseInlineFormSet):
    """The lines of a table, each known by its own id wherever it stands on the screen.

    A line saved by itself, as one types, thus keeps its place, and is not saved a second time as a new one.
    """

    def _construct_form(self, i, **kwargs):
        if self.is_bound and i >= self.initial_form_count():
            kept = self._kept_line(self.data.get(f"{self.add_prefix(i)}-id", ""))
            if kept is not None:
                kwargs["instance"] = kept
        return super()._construct_form(i, **kwargs)

    def _kept_line(self, typed: str) -> models.Model | None:
        return self._existing_object(int(typed)) if typed.isascii() and typed.isdecimal() and len(typed) < 19 else None

    def add_fields(self, form, index):
        super().add_fields(form, index)
        # Any id may be posted again: a line that is gone meanwhile is written anew rather than refused.
        form.fields["id"] = forms.CharField(initial=form.kept_id, required=False, widget=forms.HiddenInput)
        ticks = form.fields.get(DELETION_FIELD_NAME)
        if ticks and index is not None:
            ticks.label = _("Retirer la ligne %(rank)d") % {"rank": index + 1}

    @property
    def title(self) -> str:
        return capfirst(str(self.model._meta.verbose_name_plural))

    def unknown_to_page(self) -> list[models.Model]:
        """Return the lines kept that the page which was posted did not have."""
        had = {form.instance.pk for form in self.forms}
        return [one for one in self.get_queryset() if one.pk not in had]

    def read(self, lines: Iterable[models.Model]) -> str:
        """Return lines as one reads them, one under the other."""
        names = [name for name in self.form.base_fields if name != "id"]
        said = []
        for line in lines:
            fields = self.form.base_fields
            values = (shown(fields[name], getattr(line, name)) for name in names)
            said.append(" – ".join(value for value in values if value))
        return "\n".join(said)


def rows(model: type[models.Model], parent: type[models.Model], fields: tuple[str, ...], form=RowForm):
    """Return the formset of a section's table: the lines there are, and two blank ones."""
    return forms.inlineformset_factory(
        parent,
        model,
        form=form,
        formset=Rows,
        fields=fields,
        extra=SPARE_ROWS,
        max_num=MOST_ROWS,
        validate_max=True,
        can_delete=True,
        formfield_callback=field_for,
    )


class SectionForm(forms.ModelForm):
    """One section. ``tables``: its formsets by prefix, made once for each form."""

    # Templates are given the class itself: they read it and never make a form of it.
    do_not_call_in_templates = True

    slug = ""
    title = ""
    lead = ""
    necessary: tuple[str, ...] = ()
    tables: dict[str, type] = {}
    template = ""
    """The section's own screen, when the common one is not enough."""
    state_template = ""
    """What is shown anew on that screen each time the section is saved by itself."""
    uploads = False
    confidential = False
    is_optional = False
    """Whether a request can be sent though nothing was ever written in it."""

    def __init__(self, data=None, *args, **kwargs):
        super().__init__(data, *args, **kwargs)
        for field in self.fields.values():
            field.required = False
        self.formsets = {
            prefix: formset(data, instance=self.instance, prefix=prefix) for prefix, formset in self.tables.items()
        }

    @classmethod
    def applies_to(cls, owner: models.Model) -> bool:
        """Say whether this section is part of what is being written."""
        return True

    def differences(self) -> list[Difference]:
        """Return what was typed and is not what is kept now."""
        found = [
            Difference(
                str(self.fields[name].label),
                shown(self.fields[name], self[name].data),
                shown(self.fields[name], self.get_initial_for_field(self.fields[name], name)),
            )
            for name in self.changed_data
        ]
        for formset in self.formsets.values():
            if formset.unknown_to_page() or any(form.has_changed() for form in formset.forms):
                typed = [form.instance for form in formset.forms if form.is_valid() and not form.is_blank()]
                found.append(Difference(formset.title, formset.read(typed), formset.read(formset.get_queryset())))
        return found

    @property
    def faults(self) -> list[Fault]:
        """Return what could not be understood, fields first, then lines, in the order of the screen."""
        found = [self._fault(self[name], str(self[name].label)) for name in self.errors if name in self.fields]
        found += [Fault("", "", [reason]) for reason in self.non_field_errors()]
        for formset in self.formsets.values():
            found += [Fault("", "", [reason]) for reason in formset.non_form_errors()]
            for rank, form in enumerate(formset.forms, 1):
                if form.is_going:
                    continue
                where = _("%(table)s, ligne %(rank)d") % {
                    "table": capfirst(str(formset.model._meta.verbose_name)),
                    "rank": rank,
                }
                found += [self._fault(form[name], f"{where}, {form[name].label}") for name in form.errors]
        return found

    @staticmethod
    def _fault(field: forms.BoundField, label: str) -> Fault:
        return Fault(label, field.auto_id + ("_group" if field.use_fieldset else ""), list(field.errors))

    @property
    def has_faults(self) -> bool:
        return self.is_bound and (bool(self.errors) or any(not one.is_valid() for one in self.formsets.values()))

    def write(self) -> None:
        """Keep what could be understood; a field or a line at fault keeps its former value.

        The instance already has the valid values (``is_valid`` gave them to it); services save it, then call this.
        """
        for formset in self.formsets.values():
            # Those that the page did not have were made by its own save, whose answer it never received; anyone
            # else's would have been a conflict.
            lost = formset.unknown_to_page() if formset.management_form.is_valid() else []
            for form in formset.forms:
                self._write_row(form, formset)
            for line in lost:
                line.delete()

    @staticmethod
    def _write_row(form: RowForm, formset) -> None:
        if not form.has_changed() or not form.is_valid():
            return
        if form.is_blank():
            if form.instance.pk:
                form.instance.delete()
            return
        for field in form.instance._meta.fields:
            # A line is kept as soon as it is begun: an amount that is still to come is nought.
            if isinstance(field, models.DecimalField) and not field.null and getattr(form.instance, field.name) is None:
                setattr(form.instance, field.name, 0)
        setattr(form.instance, formset.fk.name, formset.instance)
        form.instance.save()

    @classmethod
    def missing(cls, owner: models.Model) -> Iterable[Missing]:
        """Yield what this section still lacks before sending."""
        for name in cls.necessary:
            if is_empty(getattr(owner, name)):
                yield Missing(capfirst(str(owner._meta.get_field(name).verbose_name)), f"id_{name}")


class Uploads(SectionForm):
    """A section without fields: files are sent one by one, by a form of their own."""

    uploads = True


def missing_from(sections: Iterable[type[SectionForm]], owner: models.Model) -> dict[str, list[Missing]]:
    """Return what each section lacks before sending, by its address; one that is whole is not there."""
    return {one.slug: lacking for one in sections if (lacking := list(one.missing(owner)))}


def section_named(sections: Iterable[type[SectionForm]], owner, slug: str) -> type[SectionForm] | None:
    """Return the section of that address, None when what is being written has none."""
    return next((one for one in sections if one.slug == slug and one.applies_to(owner)), None)
