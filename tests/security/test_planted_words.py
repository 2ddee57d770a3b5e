"""Each planted word × each account of the demonstration × each address: told to those named, met by nobody else."""

import io
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from io import StringIO

import pypdfium2
import pytest
from django.core.management import call_command
from django.core.serializers import serialize
from django.urls import URLPattern, get_resolver, reverse
from wagtail.models import Page

from pages.base.models import ListingPage, PortalDocument, Theme
from pages.base.models.page import Tag
from pages.conventions.models import CommitteePage, ConventionPage
from pages.fund.models import CallPage, FundPage
from pages.groups.models import GroupPage, MeetingPage
from pages.news.models import EventPage
from pages.people import audience
from pages.people.models import Membership, Organisation, User
from pages.proposals import profile_sections
from pages.proposals.gestures import GESTURES
from pages.proposals.models import Act, AssociationProfile, Attachment, PermanentDocument, Proposal
from pages.proposals.proposal_sections import sections_of
from pages.territories.models import Structure, TerritoryPage
from portal.demo.accounts import ACCOUNTS
from tests import factories
from tests.security import planted

SEARCH = "/recherche/?q="
API, FEED, SUGGESTIONS = "/api/v1/recherche?q=", "/recherche/fil/?q=", "/recherche/suggestions?q="
# Addresses that show no content of the tree: who asks makes no difference, or nothing is listed.
WITHOUT_CONTENT = {
    "health",
    "sitemap",
    "robots",
    "accessibility",
    "contact",
    "components",
    "mosaic",
    "mosaic_theme",
    "image",
    "search_follow",
    "search_alert",
    "search_alert_left",
    "find",
    "find_suggestions",
    "wagtail_serve",
    "wagtailcore_authenticate_with_password",
    "wagtailcore_login",
}
ADMINISTRATION = [
    f"/admin/{name}"
    for name in (
        "",
        "actions/",
        "actualites/",
        "appels/",
        "axes/",
        "conventions/",
        "decisions/",
        "diagnostics/",
        "documents/",
        "ecritures/",
        "equipements/",
        "evaluations/",
        "evenements/",
        "fiches/",
        "fonds/",
        "formulaires/",
        "groupes/",
        "instances/",
        "listes/",
        "organismes/",
        "points-d-etape/",
        "projets-soutenus/",
        "reunions/",
        "roles/",
        "valeurs/",
        "reports/site-history/",
        "reports/aging-pages/",
    )
]


def by_name() -> dict[str, list[list]]:
    """Return what each named address that shows content is asked with, all that the portal holds."""
    keys = lambda model: [[pk] for pk in model.objects.values_list("pk", flat=True)]  # noqa: E731
    slugs = lambda model: [[slug] for slug in model.objects.values_list("slug", flat=True)]  # noqa: E731
    codes = [[code] for code in TerritoryPage.objects.values_list("code", flat=True)]
    return {
        **dict.fromkeys(("search", "search_suggestions", "search_feed", "search_api"), [[]]),
        **dict.fromkeys(("organisations", "site_map", "themes", "structures"), [[]]),
        **dict.fromkeys(("agenda", "portal_calendar", "news_feed", "actions_feed"), [[]]),
        **{name: slugs(model) for name, model in (("theme", Theme), ("tag", Tag))},
        **{name: slugs(model) for name, model in (("organisation", Organisation), ("structure", Structure))},
        "territory_calendar": codes,
        "territory_feed": codes,
        "committee_calendar": keys(CommitteePage),
        "group_calendar": keys(GroupPage),
        "group_feed": keys(GroupPage),
        "convention_calendar": keys(ConventionPage),
        "convention_feed": keys(ConventionPage),
        "meeting_calendar": keys(MeetingPage),
        "event_calendar": keys(EventPage),
        "listing_feed": keys(ListingPage),
        "fund_entries": keys(FundPage),
        "call_question": keys(CallPage),
        **requests(),
        "wagtaildocs_serve": [[one.pk, one.filename] for one in PortalDocument.objects.all()],
    }


def marked() -> list[Proposal]:
    """Return the requests in which a word is planted, and one of the others: what is under those is alike."""
    planted_words = planted.words()

    def bears_one(proposal: Proposal) -> bool:
        rows = [proposal, proposal.association.profile]
        for relation in Proposal._meta.related_objects:
            rows += relation.related_model._base_manager.filter(**{relation.field.name: proposal})
        said = serialize("json", rows, ensure_ascii=False)
        return any(word in said for word in planted_words)

    bearing = [one for one in Proposal.objects.all() if bears_one(one)]
    return [*bearing, *Proposal.objects.exclude(pk__in=[one.pk for one in bearing])[:1]]


def requests() -> dict[str, list[list]]:
    """Return the same for the associations' space and for the staff's side of it."""
    alone = ("space", "associations", "association_new", "proposals", "proposal_new", "dossiers", "join_requests")
    alone = (*alone, "todo", "absence")
    own = list(AssociationProfile.objects.values_list("pk", flat=True))
    written = marked()
    sent = [one for one in written if one.number]
    files = list(Attachment.objects.filter(proposal__in=written).select_related("proposal"))
    documents = list(PermanentDocument.objects.filter(organisation__in=[one.association_id for one in written]))
    parts = [section.slug for section in profile_sections.SECTIONS]
    return {
        **dict.fromkeys(alone, [[]]),
        **dict.fromkeys(("association", "association_people", "association_join"), [[pk] for pk in own]),
        "association_section": [[pk, part] for pk in own for part in parts],
        "association_document": [[one.organisation_id, one.pk] for one in documents],
        "association_document_removal": [[one.organisation_id, one.pk] for one in documents],
        "association_member": [[one.organisation_id, one.pk] for one in Membership.objects.all()],
        "invitation": [["secret"]],
        "invitation_accept": [[1]],
        "invitation_cancel": [[pk, 1] for pk in own],
        "join_answer": [[1]],
        **dict.fromkeys(
            (
                "proposal",
                "proposal_review",
                "proposal_withdrawal",
                "proposal_discard",
                "proposal_entry",
                "proposal_receipt",
                "proposal_sent",
                "proposal_messages",
                "proposal_notes",
                "proposal_report",
                "proposal_page",
            ),
            [[one.pk] for one in written],
        ),
        "proposal_section": [[one.pk, part.slug] for one in written for part in sections_of(one)],
        **dict.fromkeys(
            ("proposal_attachment", "proposal_attachment_removal"), [[one.proposal_id, one.pk] for one in files]
        ),
        **dict.fromkeys(
            (
                "dossier",
                "dossier_messages",
                "dossier_notes",
                "dossier_communicable",
                "dossier_given_notes",
                "dossier_report",
            ),
            [[one.number] for one in sent],
        ),
        "dossier_gesture": [[one.number, gesture.slug] for one in sent for gesture in GESTURES],
        "dossier_export": [[one.number, "zip"] for one in sent],
        "proposal_export": [[one.pk, "zip"] for one in sent],
        "dossier_versions": [[one.number, 1, 2] for one in sent],
        "proposal_versions": [[one.pk, 1, 2] for one in sent],
        "dossier_act": [[one.proposal.number, one.pk] for one in Act.objects.select_related("proposal")],
        "proposal_act": [[one.proposal_id, one.pk] for one in Act.objects.all()],
        "proposal_report_section": [[one.pk, "bilan"] for one in sent],
        **dict.fromkeys(("proposal_message_file", "proposal_report_file", "proposal_report_file_removal"), [[1, 1]]),
        **dict.fromkeys(("dossier_message_file", "dossier_report_file"), [["2026-0001", 1]]),
        "note_by_link": [["secret"]],
        "dossier_attachment": [[one.proposal.number, one.pk] for one in files if one.proposal.number],
        "dossier_document": [
            [one.number, document.pk]
            for one in sent
            for document in documents
            if document.organisation_id == one.association_id
        ],
    }


def addresses() -> Iterator[str]:
    """Yield every address of the demonstration: pages, published or not, lists, feeds, calendars, downloads."""
    for page in Page.objects.filter(depth__gt=1).select_related("content_type"):
        yield page.get_url()
    for name, asked in by_name().items():
        yield from (reverse(name, args=arguments) for arguments in asked)
    months = {str(meeting.date.first_day)[:7] for meeting in MeetingPage.objects.all()}
    yield from (f"/agenda/?mois={month}&vue={view}" for month in sorted(months) for view in ("mois", "liste"))
    yield from ("/sitemap.xml", *ADMINISTRATION)


def said(client, address: str) -> str:
    """Return what is answered, in words: those of a PDF, whose letters are compressed, are read out of it."""
    answer = client.get(address)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if content.startswith(b"PK"):
        inside = zipfile.ZipFile(io.BytesIO(content))
        return " ".join(words(inside.read(name)) for name in inside.namelist())
    return words(content)


def words(content: bytes) -> str:
    if not content.startswith(b"%PDF"):
        return content.decode(errors="replace")
    return " ".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content))


def alike() -> dict[tuple, list[str]]:
    """Return the accounts, those that hold the same rights together; someone without account is « »."""
    found = defaultdict(list, {(frozenset({audience.PUBLIC}), False): [""]})
    for email, _what in ACCOUNTS:
        user = User.objects.get(email=email)
        tokens = audience.reader(user).tokens
        if tokens is not None and not user.opinions.exists():
            # Their own token opens nothing while no opinion is asked of them.
            tokens -= {Proposal.person_token(user.pk)}
        found[tokens, user.has_perm("wagtailadmin.access_admin")].append(email)
    return found


def unpublished(words: dict[str, set[str]]) -> set[str]:
    """Return the words of drafts: their accounts meet them in the administration alone."""
    drafts = list(Page.objects.filter(depth__gt=1, live=False).specific())
    return {word for word in words if any(word in str(page.body.get_prep_value()) for page in drafts)}


@pytest.mark.once
@pytest.mark.django_db
def test_a_planted_word_is_told_to_the_accounts_named_and_to_nobody_else(client):
    factories.welcome()
    call_command("import_geography", stdout=StringIO())
    call_command("load_demo", stdout=StringIO())
    asked, words = list(addresses()), planted.words()
    drafts = unpublished(words)
    assert len(drafts) == 2 and len(asked) > 250
    unsearched = drafts | planted.OUT_OF_THE_INDEX
    for word in words:
        # What is near is corrected by nothing that not everyone may read.
        assert word not in client.get(f"{API}{word[:-2]}x{word[-1]}").json()["suggestion"]
    for accounts in alike().values():
        client.logout()
        if accounts[0]:
            client.force_login(User.objects.get(email=accounts[0]))
        allowed = {word for word, named in words.items() if accounts[0] in named}
        for email in accounts:
            assert {word for word, named in words.items() if email in named} == allowed, email
        found = defaultdict(list)
        for address in asked:
            text = said(client, address)
            for word in words:
                if word in text:
                    found[word].append(address)
        assert {word: found[word] for word in found if word not in allowed} == {}, accounts
        assert found.keys() >= allowed - drafts, accounts
        searched(client, allowed - unsearched, words.keys() - (allowed - unsearched))


def searched(client, findable: set[str], hidden: set[str]) -> None:
    """Check that the search finds words for an account, and neither finds, counts, suggests nor corrects others."""
    for word in findable:
        answer = client.get(f"{API}{word}").json()
        assert answer["count"] == client.get(f"{SEARCH}{word}").context["count"] > 0, word
        assert answer["facets"]["type"], word
        # A feed reader logs in nowhere.
        assert "<entry" not in client.get(f"{FEED}{word}").text, word
    # When nothing has all the words, some will do: many are asked at once, and one would be enough.
    if findable:
        assert client.get(f"{API}{min(hidden)}+{min(findable)}").json()["count"] > 0
    for some in batched(sorted(hidden), 8):
        asked = "+".join(some)
        answer = client.get(f"{API}{asked}").json()
        assert answer["count"] == client.get(f"{SEARCH}{asked}").context["count"] == 0, some
        assert not any(answer["facets"].values()), some
        assert "<entry" not in client.get(f"{FEED}{asked}").text, some
        for word in some:
            assert client.get(f"{SUGGESTIONS}{word[:-1]}").json() == {"results": []}, word


def batched(words: list[str], size: int) -> Iterator[list[str]]:
    for start in range(0, len(words), size):
        yield words[start : start + size]


def named(patterns=None) -> Iterator[str]:
    """Yield the names of the portal's addresses, the administration's and the accounts' apart."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(one, URLPattern):
            yield one.name
        elif str(one.pattern) not in ("admin/", "compte/"):
            yield from named(one.url_patterns)


@pytest.mark.django_db
def test_every_address_is_asked_for_planted_words_or_shows_no_content():
    """A new address goes into ``by_name``, or into ``WITHOUT_CONTENT`` when it shows nothing of the tree."""
    assert set(filter(None, named())) == WITHOUT_CONTENT | by_name().keys()
