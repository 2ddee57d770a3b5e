"""Writing an association's file: its sections, its commitments, its permanent documents."""

from collections.abc import Mapping
from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from pages.people.models import Organisation, User
from pages.people.refusals import Refused
from pages.proposals import access, files
from pages.proposals.models import (
    AssociationProfile,
    Commitment,
    CommitmentKind,
    DocumentKind,
    PermanentDocument,
    ProposalSettings,
)
from pages.proposals.profile_sections import section_of
from pages.proposals.services.writing import Saved, save_section


def _writable(actor: User, organisation: Organisation) -> AssociationProfile:
    """Return the association's file, its row held. Raises Refused."""
    if reason := access.may_write_for(actor, organisation):
        raise Refused(reason, forbidden=True)
    AssociationProfile.objects.get_or_create(organisation=organisation)
    return AssociationProfile.objects.select_for_update().select_related("organisation").get(pk=organisation.pk)


@transaction.atomic
def save_profile(
    actor: User, organisation: Organisation, section: str, data: Mapping, version: int, tab: str = ""
) -> Saved:
    """Save one section of an association's file; requests already sent keep what they were sent with.

    Raises Refused; Conflict when it was saved elsewhere.
    """
    profile = _writable(actor, organisation)
    chosen = section_of(profile, section)
    if chosen is None:
        raise Refused(_("Cette partie n’existe pas."))
    saved = save_section(actor, profile, chosen, data, version, tab)
    log(instance=organisation, action="proposals.profile", user=actor, data={"section": str(chosen.title)})
    return saved


@transaction.atomic
def subscribe(actor: User, organisation: Organisation, kind: str, signed_by: str, function: str) -> Commitment:
    """Subscribe to a commitment in the association's name: who does and as what are kept, with the day.

    Raises Refused. Subscribing twice on one day in the same name is subscribing once.
    """
    if reason := access.may_manage(actor, organisation):
        raise Refused(reason, forbidden=True)
    if kind not in CommitmentKind.values:
        raise Refused(_("Cet engagement n’existe pas."))
    signed_by, function = " ".join(signed_by.split()), " ".join(function.split())
    faults = {
        name: _("Dites qui souscrit, et en quelle qualité.")
        for name, value in (("signed_by", signed_by), ("function", function))
        if not value
    }
    if faults:
        raise Refused(_("L’engagement n’est pas souscrit."), faults)
    today = Commitment.objects.filter(organisation=organisation, kind=kind, signed_by=signed_by[:150])
    if already := today.filter(signed_at__date=timezone.localdate()).first():
        return already
    commitment = Commitment.objects.create(
        organisation=organisation, kind=kind, signed_by=signed_by[:150], function=function[:100], recorded_by=actor
    )
    log(instance=organisation, action="proposals.commitment", user=actor, data={"kind": commitment.get_kind_display()})
    return commitment


@transaction.atomic
def add_document(
    actor: User, organisation: Organisation, kind: str, upload: UploadedFile, expires_on: date | None = None
) -> PermanentDocument:
    """Keep a permanent document; it replaces the one of its kind, which stays with what was sent. Raises Refused."""
    checked = files.check(upload, ProposalSettings.load().largest_file)
    _writable(actor, organisation)
    if kind not in DocumentKind.values:
        raise Refused(_("Dites quel document vous donnez."), {"kind": _("Choisissez un document.")})
    if expires_on and expires_on < timezone.localdate():
        raise Refused(_("Ce document n’est plus valable."), {"expires_on": _("Cette date est passée.")})
    standing = PermanentDocument.objects.filter(organisation=organisation, kind=kind, replaced_at=None)
    if already := standing.filter(sha256=checked.sha256, expires_on=expires_on).first():
        return already
    if kind != DocumentKind.OTHER:
        standing.update(replaced_at=timezone.now())
    document = PermanentDocument(organisation=organisation, kind=kind, expires_on=expires_on, sent_by=actor)
    files.keep(document, upload, checked)
    log(instance=organisation, action="proposals.document", user=actor, data={"kind": document.get_kind_display()})
    return document


@transaction.atomic
def remove_document(actor: User, document: PermanentDocument) -> None:
    """Take a permanent document away from the requests to come. Raises Refused."""
    _writable(actor, document.organisation)
    if document.replaced_at:
        return
    document.replaced_at = timezone.now()
    document.save()
    data = {"kind": document.get_kind_display()}
    log(instance=document.organisation, action="proposals.document_removed", user=actor, data=data)
