"""The first draft of a practice sheet: what the portal already knows of an action or a convention, put in its form.

Only what the readers of the source may read goes into it: an action kept to the members is not told in the draft of a
public convention's sheet.
"""

from collections.abc import Iterable
from decimal import Decimal

from django.db.models import F, QuerySet, Sum
from django.utils.formats import date_format
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pages.actions.models import (
    ActionKind,
    ActionPage,
    ActionStatus,
    FinancingLine,
    PracticeSheetPage,
    ProgressNote,
    SheetKind,
    SheetLead,
    SheetPartner,
)
from pages.base.templatetags.portal import euros, number, percent
from pages.conventions.models import AxisPage, ConventionPage
from pages.people import audience
from pages.people.models import Organisation, Role
from pages.territories.geography import lookup
from pages.territories.geography.models import Area
from pages.territories.models import TerritoryPage

KINDS = {
    ActionKind.DIAGNOSIS: SheetKind.DIAGNOSIS,
    ActionKind.COORDINATION: SheetKind.PARTNERSHIP,
    ActionKind.SUPPORT: SheetKind.LOCAL,
    ActionKind.PARTICIPATION: SheetKind.PARTICIPATION,
}
MOST_PARTNERS = 20
MOST_RESULTS = 12


def compose(source: ActionPage | ConventionPage) -> PracticeSheetPage:
    """Return the sheet of an action or a convention, filled, not saved."""
    convention = source if isinstance(source, ConventionPage) else source.convention
    sheet = PracticeSheetPage(
        title=source.title,
        summary=source.summary,
        body=source.body,
        departement=departement(convention.territory),
        legal_mention=_("Cette fiche n’engage que son éditeur, et non les partenaires qu’elle nomme."),
    )
    filled = _of_convention(sheet, source) if source is convention else _of_action(sheet, source, convention)
    filled.themes = list(source.themes.all())
    filled.tags.add(*source.tags.names())
    _fill_contact(filled, convention)
    return filled


def departement(territory: TerritoryPage) -> str:
    """Return the département that holds a territory, or that it is, as « Gironde (33) »; empty when unknown."""
    area = territory.area
    if not area:
        return ""
    found = next((one for one in [area, *lookup.ancestors(area)] if one.kind == Area.Kind.DEPARTEMENT), None)
    return f"{found.name} ({found.code})" if found else ""


# An action


def _of_action(sheet: PracticeSheetPage, action: ActionPage, convention: ConventionPage) -> PracticeSheetPage:
    sheet.kinds = [KINDS[ActionKind(action.kind)].value]
    sheet.leads = [SheetLead(organisation=action.lead)] if action.lead else []
    sheet.partners = [
        SheetPartner(organisation=partner.organisation, part=partner.part)
        for partner in action.partners.select_related("organisation")
    ]
    sheet.human_means = action.means
    sheet.financial_means = financing(FinancingLine.objects.filter(action=action.pk))
    sheet.objectives = _objective(action)
    sheet.origins = _origins(action, convention)
    sheet.results = str(_results(action))
    referent = next((one for one in action.referents.select_related("organisation") if not one.is_deputy), None)
    if referent:
        sheet.contact_function, sheet.contact_organisation = referent.function, referent.organisation
    return sheet


def _objective(action: ActionPage) -> str:
    if not action.objective:
        return ""
    text = format_html("<p>{}</p>", action.objective.text) if action.objective.text else ""
    return format_html("<p><b>{}</b></p>", action.objective.title) + text


def _origins(action: ActionPage, convention: ConventionPage) -> str:
    if not action.axis:
        return format_html("<p>{}</p>", _("Inscrite à « %(convention)s ».") % {"convention": convention.title})
    said = _("Inscrite à l’axe %(number)d de « %(convention)s » : « %(axis)s ».") % {
        "number": action.axis.number,
        "convention": convention.title,
        "axis": action.axis.title,
    }
    return format_html("<p>{}</p>", said)


def _results(action: ActionPage) -> str:
    """Return what the progress notes tell, the oldest first, after the people reached."""
    reached = ngettext("%(count)s personne touchée.", "%(count)s personnes touchées.", action.people_reached or 0)
    notes = ProgressNote.objects.filter(action=action.pk).order_by("date", "pk")
    return _paragraph(reached % {"count": number(action.people_reached)} if action.people_reached else "") + _list(
        format_html("<b>{}, {}</b> – {}", date_format(note.date, "F Y"), percent(note.progress), _told(note))
        for note in notes
    )


def _told(note: ProgressNote) -> SafeString:
    said = [escape(note.done)]
    if note.difficulties:
        said.append(format_html("{} {}", _("Difficultés :"), note.difficulties))
    if note.correction:
        said.append(format_html("{} {}", _("Ce qui a été corrigé :"), note.correction))
    return format_html_join(" ", "{}", ((one,) for one in said))


# A convention


def _of_convention(sheet: PracticeSheetPage, convention: ConventionPage) -> PracticeSheetPage:
    actions = as_public_as(convention, ActionPage.objects.of_convention(convention))
    signatories = _distinct(one.organisation for one in convention.signatories.select_related("organisation"))
    sheet.kinds = [SheetKind.PARTNERSHIP.value]
    sheet.leads = [SheetLead(organisation=one) for one in signatories]
    sheet.partners = [
        SheetPartner(organisation=one)
        for one in Organisation.objects.filter(partnerships__action__in=actions).distinct().order_by("name")
        if one not in signatories
    ][:MOST_PARTNERS]
    sheet.human_means = "\n".join(
        f"{post.title}, {post.employer.name} ({percent(post.share)})"
        for post in convention.posts.select_related("employer")
    )
    sheet.financial_means = financing(FinancingLine.objects.filter(action__in=actions))
    axes = as_public_as(convention, AxisPage.objects.child_of(convention)).order_by("number")
    sheet.objectives = str(_list(format_html("{}", axis.title) for axis in axes))
    sheet.origins = str(_paragraph(convention.framework) + _paragraph(convention.framework_text))
    sheet.results = str(_results_of_all(actions))
    return sheet


def _results_of_all(actions: QuerySet) -> str:
    """Return how many actions are done, and what the last note of each tells."""
    done = actions.filter(status=ActionStatus.DONE).order_by("path")
    counted = ngettext("%(count)d action menée à son terme.", "%(count)d actions menées à leur terme.", done.count())
    last = {note.action_id: note for note in ProgressNote.objects.filter(action__in=done).order_by("date", "pk")}
    told = [(action, last[action.pk]) for action in done if action.pk in last][:MOST_RESULTS]
    return _paragraph(counted % {"count": done.count()} if done else "") + _list(
        format_html("<b>{}</b> – {}", action.title, _told(note)) for action, note in told
    )


def as_public_as(source, pages: QuerySet) -> QuerySet:
    """Keep the published pages that are seen by the very readers who see ``source``."""
    return pages.live().filter(effective_audience__token=audience.token_of(source))


# What both share


def financing(lines: QuerySet) -> str:
    """Return a line for each funder, « Caf : 40 000 € prévus, 38 000 € réalisés », then the total of several."""
    sums = lines.order_by().values(name=F("funder__name")).annotate(planned=Sum("planned"), actual=Sum("actual"))
    rows = [(row["name"], row["planned"], row["actual"]) for row in sums.order_by("name")]
    if len(rows) > 1:
        total = sum((row[1] for row in rows), Decimal(0)), sum((row[2] or Decimal(0) for row in rows), Decimal(0))
        rows.append((_("Total"), *total))
    return "\n".join(_amounts(*row) for row in rows)


def _amounts(name: str, planned: Decimal, actual: Decimal | None) -> str:
    values = {"name": name, "planned": euros(planned), "actual": euros(actual)}
    if actual:
        return _("%(name)s : %(planned)s prévus, %(actual)s réalisés") % values
    return _("%(name)s : %(planned)s prévus") % values


def _fill_contact(sheet: PracticeSheetPage, convention: ConventionPage) -> None:
    """Name the publisher, the Caf of the pair, and whom to ask when the source did not say: a function, no name."""
    held = convention.pair()
    in_office = [role for roles in held.values() for role in roles if not role.is_deputy]
    caf = next((role for role in held[Role.CAF_COORDINATOR] if role.organisation), None)
    sheet.publisher = caf.organisation if caf else None
    if not sheet.contact_function and in_office:
        sheet.contact_function, sheet.contact_organisation = in_office[0].public_name, in_office[0].organisation


def _distinct(organisations: Iterable[Organisation]) -> list[Organisation]:
    return list({one.pk: one for one in organisations}.values())


def _paragraph(text: str) -> SafeString:
    return format_html("<p>{}</p>", text) if text else SafeString("")


def _list(items: Iterable[SafeString]) -> SafeString:
    found = format_html_join("", "<li>{}</li>", ((one,) for one in items))
    return format_html("<ul>{}</ul>", found) if found else SafeString("")
