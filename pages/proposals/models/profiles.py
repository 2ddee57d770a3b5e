from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from pages.people.models import Organisation
from pages.proposals.models.attachments import StoredFile
from pages.proposals.models.sections import Sectioned

MONEY = {"max_digits": 12, "decimal_places": 2, "null": True, "blank": True}


class AssociationProfile(Sectioned, ClusterableModel):
    """What an association says of itself once: the sections of Cerfa 12156*06 that do not change with the request.

    Name, Siret, RNA, address and web site are the organisation's own. Everything here is private to the association
    and to those who examine its requests; bank details are a table apart.
    """

    # Wagtail would name it among the uses of a page or an organisation, to whoever edits them.
    wagtail_reference_index_ignore = True

    organisation = models.OneToOneField(Organisation, models.CASCADE, primary_key=True, related_name="profile")

    # Identification
    short_name = models.CharField(_("sigle"), max_length=50, blank=True)
    purpose = models.TextField(_("objet statutaire"), blank=True, max_length=2000)
    declared_on = models.DateField(_("date de déclaration en préfecture"), null=True, blank=True)
    phone = models.CharField(_("téléphone"), max_length=30, blank=True)
    email = models.EmailField(_("courriel de l’association"), blank=True)

    # Representative, and who follows the file
    representative_name = models.CharField(_("nom et prénom"), max_length=150, blank=True)
    representative_function = models.CharField(_("fonction"), max_length=100, blank=True)
    representative_phone = models.CharField(_("téléphone"), max_length=30, blank=True)
    representative_email = models.EmailField(_("courriel"), blank=True)
    contact_name = models.CharField(_("nom et prénom"), max_length=150, blank=True)
    contact_function = models.CharField(_("fonction"), max_length=100, blank=True)
    contact_phone = models.CharField(_("téléphone"), max_length=30, blank=True)
    contact_email = models.EmailField(_("courriel"), blank=True)

    # Relations with the administration, network
    public_utility = models.BooleanField(_("reconnue d’utilité publique"), default=False)
    public_utility_on = models.DateField(_("date de publication au Journal officiel"), null=True, blank=True)
    commercial_taxes = models.BooleanField(_("soumise aux impôts commerciaux"), default=False)
    network = models.TextField(
        _("réseau, union ou fédération"), blank=True, max_length=1000, help_text=_("Nom complet, sans sigle.")
    )
    legal_members = models.TextField(_("personnes morales adhérentes"), blank=True, max_length=1000)

    # Human means
    members = models.PositiveIntegerField(_("adhérents"), null=True, blank=True)
    volunteers = models.PositiveIntegerField(_("bénévoles"), null=True, blank=True)
    civic_volunteers = models.PositiveIntegerField(_("volontaires (service civique…)"), null=True, blank=True)
    employees = models.PositiveIntegerField(_("salariés"), null=True, blank=True)
    full_time_equivalents = models.DecimalField(
        _("salariés en équivalent temps plein"), max_digits=7, decimal_places=2, null=True, blank=True
    )
    seconded = models.PositiveIntegerField(_("personnes mises à disposition"), null=True, blank=True)

    # Last accounts, and the budget of the year
    accounts_year = models.PositiveSmallIntegerField(_("dernier exercice clos"), null=True, blank=True)
    accounts_income = models.DecimalField(_("total des produits (€)"), **MONEY)
    accounts_expenses = models.DecimalField(_("total des charges (€)"), **MONEY)
    accounts_cash = models.DecimalField(_("trésorerie à la clôture (€)"), **MONEY)
    accounts_approved_on = models.DateField(_("comptes approuvés le"), null=True, blank=True)
    budget_year = models.PositiveSmallIntegerField(_("année du budget"), null=True, blank=True)

    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("dossier d’une association")
        verbose_name_plural = _("dossiers des associations")

    def __str__(self):
        return self.organisation.name


class Approval(models.Model):
    """An approval (agrément) that the association holds."""

    profile = ParentalKey(AssociationProfile, on_delete=models.CASCADE, related_name="approvals")
    kind = models.CharField(_("type d’agrément"), max_length=150)
    granted_by = models.CharField(_("attribué par"), max_length=150, blank=True)
    granted_on = models.DateField(_("en date du"), null=True, blank=True)

    class Meta:
        verbose_name = _("agrément")
        verbose_name_plural = _("agréments")
        ordering = ["pk"]

    def __str__(self):
        return self.kind


class ProfileBudgetLine(models.Model):
    """An account of the association's own budget (euros)."""

    profile = ParentalKey(AssociationProfile, on_delete=models.CASCADE, related_name="budget_lines")
    account = models.CharField(_("compte"), max_length=3)
    amount = models.DecimalField(_("montant (€)"), max_digits=12, decimal_places=2)

    class Meta:
        verbose_name = _("ligne du budget de l’association")
        ordering = ["account"]
        constraints = [models.UniqueConstraint(fields=["profile", "account"], name="proposals_profile_account_once")]

    def __str__(self):
        return f"{self.account} : {self.amount}"


class BankDetails(models.Model):
    """Where a grant is paid. Apart from the rest: shown to the association and to the funds' instructors only."""

    # Wagtail would name it among the uses of a page or an organisation, to whoever edits them.
    wagtail_reference_index_ignore = True

    organisation = models.OneToOneField(Organisation, models.CASCADE, primary_key=True, related_name="bank_details")
    holder = models.CharField(_("titulaire du compte"), max_length=150, blank=True)
    bank = models.CharField(_("banque"), max_length=150, blank=True)
    iban = models.CharField(_("IBAN"), max_length=42, blank=True)
    bic = models.CharField(_("BIC"), max_length=11, blank=True)

    class Meta:
        verbose_name = _("coordonnées bancaires")
        verbose_name_plural = _("coordonnées bancaires")

    def __str__(self):
        return f"…{self.iban[-4:]}"


class CommitmentKind(models.TextChoices):
    REPUBLICAN = "republican", _("Contrat d’engagement républicain")
    SECULARISM = "secularism", _("Charte de la laïcité de la branche Famille")


class Commitment(models.Model):
    """A commitment that the association subscribed to: who, as what, when. Subscribing again adds a row.

    Contrat d’engagement républicain: law 2000-321, article 10-1; decree 2021-1947.
    """

    # Wagtail would name it among the uses of a page or an organisation, to whoever edits them.
    wagtail_reference_index_ignore = True

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="commitments")
    kind = models.CharField(_("engagement"), max_length=20, choices=CommitmentKind.choices)
    signed_by = models.CharField(_("souscrit par"), max_length=150)
    function = models.CharField(_("en qualité de"), max_length=100)
    signed_at = models.DateTimeField(_("le"), default=timezone.now)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("engagement")
        ordering = ["-signed_at"]

    def __str__(self):
        return f"{self.get_kind_display()} – {self.signed_by}"


class DocumentKind(models.TextChoices):
    STATUTES = "statutes", _("Statuts")
    OFFICERS = "officers", _("Liste des personnes chargées de l’administration")
    BANK_STATEMENT = "bank_statement", _("Relevé d’identité bancaire")
    ACCOUNTS = "accounts", _("Comptes annuels approuvés")
    ACTIVITY_REPORT = "activity_report", _("Rapport d’activité")
    AUDITOR_REPORT = "auditor_report", _("Rapport du commissaire aux comptes")
    MANDATE = "mandate", _("Pouvoir donné au signataire")
    OTHER = "other", _("Autre document")


# What a request cannot be sent without.
NECESSARY = (DocumentKind.STATUTES, DocumentKind.OFFICERS, DocumentKind.BANK_STATEMENT)
# Who may read it is narrower than for the others.
BANKING = frozenset({DocumentKind.BANK_STATEMENT})


class PermanentDocument(StoredFile):
    """A document given once, joined to every request until it expires. A new one of the same kind replaces it."""

    # Wagtail would name it among the uses of a page or an organisation, to whoever edits them.
    wagtail_reference_index_ignore = True

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="permanent_documents")
    kind = models.CharField(_("document"), max_length=20, choices=DocumentKind.choices)
    expires_on = models.DateField(_("valable jusqu’au"), null=True, blank=True)
    replaced_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("document permanent")
        verbose_name_plural = _("documents permanents")
        ordering = ["kind", "-sent_at"]

    def __str__(self):
        return self.get_kind_display()

    @property
    def has_expired(self) -> bool:
        return self.expires_on is not None and self.expires_on < timezone.localdate()
