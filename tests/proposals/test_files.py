"""Files are joined one by one where they are asked for, and a refusal stands beside the file."""

import os
import time
from contextlib import suppress

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from pages.fund.models import AskedDocument
from pages.people.models import MembershipRole
from pages.proposals import files, services
from tests.proposals import making
from tests.proposals.pages import address, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site(portal):
    return portal


@pytest.fixture
def asking():
    """A draft for a call that asks for a document, and its author's browser."""
    call = making.call()
    asked = AskedDocument.objects.create(call=call, label="Devis", help="Lisible.", required=True)
    proposal = making.draft(call=call)
    return proposal, asked, signed_in(proposal.created_by), address(proposal, "pieces")


def test_limits_and_formats_are_told_beforehand(asking):
    _proposal, asked, client, url = asking
    shown = client.get(url).content.decode()
    assert "10 Mo au plus" in shown and "30 au plus" in shown and "PDF, ODT" in shown
    assert f'id="piece-{asked.pk}"' in shown and "Lisible." in shown and "(demandée)" in shown


def test_a_file_is_joined_where_it_is_asked_for_and_listed_with_its_size(asking):
    proposal, asked, client, url = asking
    answer = client.post(url, {"asked": asked.pk, "file": making.pdf("devis.pdf")})
    assert answer.url == f"{url}#piece-{asked.pk}"
    assert proposal.attachments.get().asked == asked
    shown = client.get(url).content.decode()
    assert "devis.pdf" in shown and "Ko" in shown
    assert "il manque encore ici" not in shown


def test_several_files_are_joined_at_once(asking):
    proposal, _asked, client, url = asking
    client.post(url, {"file": [making.pdf("un.pdf"), making.pdf("deux.pdf")], "label": "Plans"})
    assert [(one.name, one.label) for one in proposal.attachments.all()] == [("un.pdf", "Plans"), ("deux.pdf", "Plans")]


def test_of_several_files_the_good_ones_are_kept_and_the_bad_one_is_told(asking):
    proposal, asked, client, url = asking
    bad = SimpleUploadedFile("programme.pdf", b"MZ\x90\x00" + b"\x00" * 200)
    answer = client.post(url, {"asked": asked.pk, "file": [making.pdf("bon.pdf"), bad]})
    assert answer.status_code == 422
    place = answer.content.decode().partition(f'id="piece-{asked.pk}"')[2].partition("</section>")[0]
    assert 'class="field__error"' in place and 'aria-invalid="true"' in place
    assert [one.name for one in proposal.attachments.all()] == ["bon.pdf"]


def test_a_script_is_answered_in_json_with_the_reason(asking):
    _proposal, _asked, client, url = asking
    headers = {"Accept": "application/json"}
    assert client.post(url, {"file": making.pdf()}, headers=headers).status_code == 201
    refused = client.post(url, {"file": SimpleUploadedFile("a.exe", b"MZ")}, headers=headers)
    assert refused.status_code == 422
    assert "format accepté" in refused.json()["reason"]
    assert client.post(url, {}, headers=headers).status_code == 422


def test_the_same_file_sent_again_is_kept_once(asking):
    proposal, asked, client, url = asking
    for _time in range(2):
        client.post(url, {"asked": asked.pk, "file": making.pdf("devis.pdf", mark="le même")})
    assert proposal.attachments.count() == 1


@pytest.mark.parametrize("forged", ["0", "999999", "-1", "é", "9" * 40])
def test_a_document_that_is_not_asked_for_is_refused(asking, forged):
    proposal, _asked, client, url = asking
    assert client.post(url, {"asked": forged, "file": making.pdf()}).status_code in (302, 404, 422)
    assert not proposal.attachments.exclude(asked=None).exists()


def test_a_file_is_given_to_the_association_only_and_removed_from_the_page(asking):
    proposal, _asked, client, url = asking
    client.post(url, {"file": making.pdf("plan.pdf")})
    file = proposal.attachments.get()
    given = client.get(f"{url}{file.pk}/")
    assert given.status_code == 200 and "attachment" in given["Content-Disposition"]
    assert signed_in(making.member(making.association())).get(f"{url}{file.pk}/").status_code == 404
    assert client.post(f"{url}{file.pk}/retirer/").status_code == 302
    assert "plan.pdf" not in client.get(url).content.decode().partition("<main")[2]


def test_a_reader_has_the_files_and_no_form(asking):
    proposal, _asked, client, url = asking
    client.post(url, {"file": making.pdf("plan.pdf")})
    reader = signed_in(making.member(proposal.association, MembershipRole.READER))
    shown = reader.get(url).content.decode()
    assert "plan.pdf" in shown and "data-upload" not in shown
    assert reader.post(url, {"file": making.pdf()}).status_code == 422
    assert proposal.attachments.count() == 1


def test_the_file_of_an_undone_transaction_is_swept_a_day_later_and_nothing_else(asking, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    proposal, _asked, _client, _url = asking
    kept = services.attach(proposal.created_by, proposal, making.pdf("gardee.pdf"))
    with suppress(InterruptedError), transaction.atomic():
        undone = services.attach(proposal.created_by, proposal, making.pdf("defaite.pdf"))
        raise InterruptedError
    recent = kept.file.storage.save("dossiers/recent.pdf", making.pdf())
    a_day_ago = time.time() - 25 * 3600
    for stored in (kept, undone):
        os.utime(stored.file.path, (a_day_ago, a_day_ago))
    assert files.sweep() == 1
    there = kept.file.storage.exists
    assert there(kept.file.name) and there(recent) and not there(undone.file.name)
    assert files.sweep() == 0
