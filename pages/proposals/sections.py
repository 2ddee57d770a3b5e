"""How something long is written in sections: what a section holds, what it lacks, what saving it keeps.

Nothing is compulsory while one writes: a section is saved however incomplete, and what cannot be understood in a field
holds back that field only. What is missing is told apart, before sending.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django import forms
from django.db import models
from django.forms.formsets import DELETION_FIELD_NAME

from pages.proposals.fields import DayField, EurosField

SPARE_ROWS = 2
MOST_ROWS = 40


@dataclass(frozen=True)
class Missing:
    """Something that has to be there before sending: its name on the screen, the field's id to go to."""

    label: str
    anchor: str = ""


def is_empty(value) -> bool:
    """Say whether nothing was given; nought is something."""
    return value is None or value is False or value == ""


def field_for(model_field: models.Field, **kwargs) -> forms.Field | None:
    """Return the form field of a model's, with the portal's look and nothing compulsory."""
    kwargs["required"] = False
    if isinstance(model_field, models.DecimalField):
        return EurosField(
            label=kwargs.get("label") or model_field.verbose_name, help_text=model_field.help_text, required=False
        )
    if isinstance(model_field, models.DateField):
        return DayField(label=model_field.verbose_name, help_text=model_field.help_text, required=False)
    field = model_field.formfield(**kwargs)
    if field is None:
        return None
    if isinstance(field, forms.TypedChoiceField):
        # Each choice has a default: none is left without an answer.
        field.choices = [choice for choice in field.choices if choice[0] != ""]
        if len(field.choices) <= 4:
            field.widget = forms.RadioSelect(choices=field.choices)
    if isinstance(field.widget, forms.Textarea):
        field.widget.attrs["rows"] = 6
    if not isinstance(field.widget, forms.CheckboxInput | forms.RadioSelect | forms.CheckboxSelectMultiple):
        field.widget.attrs["class"] = "field__input"
    return field


class RowForm(forms.ModelForm):
    """One line of a table of a section; an empty one is not kept."""

    def is_blank(self) -> bool:
        """Say whether nothing is kept of the line: all of it empty, or ticked for removal."""
        if self.cleaned_data.get(DELETION_FIELD_NAME):
            return True
        typed = (value for name, value in self.cleaned_data.items() if name not in ("id", DELETION_FIELD_NAME))
        return all(is_empty(value) for value in typed)


def rows(model: type[models.Model], parent: type[models.Model], fields: tuple[str, ...], form=RowForm):
    """Return the formset of a section's table: the lines there are, and two blank ones."""
    return forms.inlineformset_factory(
        parent,
        model,
        form=form,
        fields=fields,
        extra=SPARE_ROWS,
        max_num=MOST_ROWS,
        validate_max=True,
        can_delete=True,
        formfield_callback=field_for,
    )


class SectionForm(forms.ModelForm):
    """One section. ``tables``: its formsets by prefix, made once for each form."""

    slug = ""
    title = ""
    lead = ""
    necessary: tuple[str, ...] = ()
    tables: dict[str, type] = {}
    uploads = False
    confidential = False

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

    def differences(self) -> list[str]:
        """Return the labels of what was typed and is not what is kept now."""
        found = [str(self.fields[name].label) for name in self.changed_data]
        for formset in self.formsets.values():
            if any(form.has_changed() for form in formset.forms):
                found.append(str(formset.model._meta.verbose_name).capitalize())
        return found

    @property
    def has_faults(self) -> bool:
        return bool(self.errors) or any(not formset.is_valid() for formset in self.formsets.values())

    def write(self) -> None:
        """Keep what could be understood; a field or a line at fault keeps its former value.

        The instance already has the valid values (``is_valid`` gave them to it); services save it, then call this.
        """
        for formset in self.formsets.values():
            for form in formset.forms:
                self._write_row(form, formset)

    @staticmethod
    def _write_row(form: RowForm, formset) -> None:
        if not form.is_valid():
            return
        if form.is_blank():
            if form.instance.pk:
                form.instance.delete()
        elif form.has_changed() or form.instance.pk is None:
            setattr(form.instance, formset.fk.name, formset.instance)
            form.instance.save()

    @classmethod
    def missing(cls, owner: models.Model) -> Iterable[Missing]:
        """Yield what this section still lacks before sending."""
        for name in cls.necessary:
            if is_empty(getattr(owner, name)):
                yield Missing(str(owner._meta.get_field(name).verbose_name).capitalize(), f"id_{name}")


class Uploads(SectionForm):
    """A section without fields: files are sent one by one, by a form of their own."""

    uploads = True


def section_named(sections: Iterable[type[SectionForm]], owner, slug: str) -> type[SectionForm] | None:
    """Return the section of that address, None when what is being written has none."""
    return next((one for one in sections if one.slug == slug and one.applies_to(owner)), None)
