"""A fund's ledger as open data."""

import csv
from collections.abc import Iterator

from django.http import HttpRequest, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pages.fund.models import EntryKind, FundedProjectPage, FundPage, LedgerEntry
from pages.people import audience

# Names, order and formats are those of the national scheme of grants (SCDL « subventions ») where it has them.
COLUMNS = (
    "idEcriture",
    "date",
    "operation",
    "annulation",
    "idEcritureAnnulee",
    "nomAttribuant",
    "idAttribuant",
    "referenceDecision",
    "nomBeneficiaire",
    "idBeneficiaire",
    "rnaBeneficiaire",
    "objet",
    "montant",
    "nature",
    "motif",
)
OPERATIONS = {
    EntryKind.CONTRIBUTION: "contribution",
    EntryKind.COMMITMENT: "engagement",
    EntryKind.PAYMENT: "versement",
}
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
LONGEST = 256


class Line:
    """What a csv writer writes to: it hands each line back."""

    def write(self, line: str) -> str:
        return line


def harmless(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


@require_safe
def entries(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """Send the entries of a fund, one a line, in the order they were written: UTF-8, commas, points in amounts.

    What a project is called, for whom and by which act is left out when the reader may not see the project's page.
    """
    reader = audience.reader_for(request)
    fund = get_object_or_404(audience.visible(FundPage.objects.all(), reader), pk=pk)
    seen = set(audience.visible(FundedProjectPage.objects.child_of(fund), reader).values_list("pk", flat=True))
    found = LedgerEntry.objects.filter(fund=fund.pk).order_by("pk")
    found = found.select_related("funder", "project__beneficiary", "reverses")
    response = StreamingHttpResponse(lines(found, seen), content_type="text/csv; charset=utf-8; header=present")
    response["Content-Disposition"] = f'attachment; filename="fonds-{fund.pk}-ecritures.csv"'
    return response


def lines(found, seen: set[int]) -> Iterator[str]:
    writer = csv.writer(Line())
    yield writer.writerow(COLUMNS)
    for entry in found.iterator(chunk_size=1000):
        yield writer.writerow(cells(entry, seen))


def cells(entry: LedgerEntry, seen: set[int]) -> list:
    """Return an entry as the columns say; ``montant`` is negative for what a cancellation takes back (euros)."""
    hidden = entry.project_id is not None and entry.project_id not in seen
    project = None if hidden else entry.project
    beneficiary = project.beneficiary if project else None
    return [
        entry.pk,
        entry.date.isoformat(),
        OPERATIONS[entry.nature],
        "oui" if entry.reverses_id else "non",
        entry.reverses_id or "",
        harmless(entry.funder.name),
        entry.funder.siret,
        "" if hidden else harmless(entry.reference),
        harmless(beneficiary.name) if beneficiary else "",
        beneficiary.siret if beneficiary else "",
        beneficiary.rna if beneficiary and beneficiary.rna[1:].isdecimal() else "",
        _("Projet non publié") if hidden else harmless(project.title[:LONGEST]) if project else "",
        f"{entry.signed:.2f}",
        "aide en numéraire" if entry.project_id else "",
        "" if hidden else harmless(entry.reason),
    ]
