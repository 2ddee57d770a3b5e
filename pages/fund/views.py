"""A fund's ledger as open data; a question about a call."""

import csv
from collections.abc import Iterator

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from pages.fund import calls
from pages.fund.forms import InquiryForm
from pages.fund.models import CallPage, EntryKind, FundedProjectPage, FundPage, LedgerEntry
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
READ = (
    "pk",
    "date",
    "kind",
    "amount",
    "reference",
    "reason",
    "reverses",
    "reverses__kind",
    "funder__name",
    "funder__siret",
    "project",
    "project__title",
    "project__beneficiary__name",
    "project__beneficiary__siret",
    "project__beneficiary__rna",
)
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
    rows = LedgerEntry.objects.filter(fund=fund.pk).order_by("pk").values(*READ)
    response = StreamingHttpResponse(lines(rows, seen), content_type="text/csv; charset=utf-8; header=present")
    response["Content-Disposition"] = f'attachment; filename="fonds-{fund.pk}-ecritures.csv"'
    return response


def lines(rows, seen: set[int]) -> Iterator[str]:
    writer = csv.writer(Line())
    yield writer.writerow(COLUMNS)
    for row in rows.iterator(chunk_size=1000):
        yield writer.writerow(cells(row, seen))


def cells(row: dict, seen: set[int]) -> list[str]:
    """Return an entry as the columns say; ``montant`` is negative for what a cancellation takes back (euros)."""
    cancelled = row["reverses"]
    aid = row["project"] is not None
    told = aid and row["project"] in seen
    rna = row["project__beneficiary__rna"] if told else ""
    title = row["project__title"][:LONGEST] if told else _("Projet non publié") if aid else ""
    return [
        str(row["pk"]),
        row["date"].isoformat(),
        OPERATIONS[row["reverses__kind"] or row["kind"]],
        "oui" if cancelled else "non",
        str(cancelled or ""),
        harmless(row["funder__name"]),
        row["funder__siret"],
        harmless(row["reference"]) if told or not aid else "",
        harmless(row["project__beneficiary__name"]) if told else "",
        row["project__beneficiary__siret"] if told else "",
        rna if rna[1:].isdecimal() else "",
        harmless(title),
        f"{-row['amount'] if cancelled else row['amount']:.2f}",
        "aide en numéraire" if aid else "",
        harmless(row["reason"]) if told or not aid else "",
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def call_question(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a question about a call, of someone signed in; a call that the reader may not see does not exist (404)."""
    call = get_object_or_404(audience.visible(CallPage.objects.all(), audience.reader_for(request)), pk=pk)
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    form = InquiryForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _ask(request, call, form):
        messages.success(
            request, _("Votre question est partie. La réponse sera publiée ici ; un message vous en préviendra.")
        )
        return redirect(call.get_url(request))
    return render(
        request,
        "fund/call_question.html",
        {"form": form, "call": call, "breadcrumb": [*call.breadcrumb(request), {"title": call.title, "url": call.url}]},
        status=422 if form.errors else 200,
    )


def _ask(request: HttpRequest, call: CallPage, form: InquiryForm) -> bool:
    """Ask, and tell beside the field what is refused; return whether it was not."""
    try:
        calls.ask(request.user, call, form.cleaned_data["text"])
    except ValidationError as error:
        for name, errors in error.update_error_dict({}).items():
            form.add_error(name if name in form.fields else None, errors)
    return not form.errors
