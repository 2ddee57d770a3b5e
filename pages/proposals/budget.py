"""The accounts of a budget (plan comptable, Cerfa 12156*06) and what a budget comes to, in euros."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

ZERO = Decimal(0)
LARGEST = Decimal("999999999.99")
"""What a line may come to, in euros: well beyond any grant, well within what a column holds."""


@dataclass(frozen=True)
class Account:
    """One line of the plan: its number, its name, what goes there."""

    number: str
    name: str
    hint: str = ""

    @property
    def label(self) -> str:
        return f"{self.number} {self.name}"


EXPENSES = (
    Account("60", _("Achats"), _("Fournitures, alimentation, petit matériel, énergie")),
    Account("61", _("Services extérieurs"), _("Locations, entretien, assurances, documentation")),
    Account("62", _("Autres services extérieurs"), _("Honoraires, publicité, déplacements, poste, banque")),
    Account("63", _("Impôts et taxes"), _("Taxe sur les salaires, autres impôts")),
    Account("64", _("Charges de personnel"), _("Salaires, cotisations, autres charges de personnel")),
    Account("65", _("Autres charges de gestion courante")),
    Account("66", _("Charges financières")),
    Account("67", _("Charges exceptionnelles")),
    Account("68", _("Dotations aux amortissements et provisions")),
    Account("69", _("Impôt sur les bénéfices, participation des salariés")),
)
INCOME = (
    Account("70", _("Ventes et prestations"), _("Participation des familles, ventes de produits et de services")),
    Account("73", _("Concours publics"), _("Par exemple les prestations de service de la Caf")),
    Account("74", _("Subventions"), _("Ce qui est demandé ici et à d’autres financeurs")),
    Account("75", _("Autres produits de gestion courante"), _("Cotisations, dons, mécénat")),
    Account("76", _("Produits financiers")),
    Account("77", _("Produits exceptionnels")),
    Account("78", _("Reprises sur amortissements et provisions")),
    Account("79", _("Transfert de charges")),
)
GIVEN = (
    Account("860", _("Secours en nature")),
    Account("861", _("Mise à disposition gratuite de biens et de services")),
    Account("862", _("Prestations")),
    Account("864", _("Personnel bénévole")),
)
RECEIVED = (
    Account("870", _("Bénévolat")),
    Account("871", _("Prestations en nature")),
    Account("875", _("Dons en nature")),
)
GRANTS = "74"
"""The account that is never typed in a request: it is the sum of what is asked here and elsewhere."""
NUMBERS = frozenset(account.number for account in (*EXPENSES, *INCOME, *GIVEN, *RECEIVED))


@dataclass(frozen=True)
class Budget:
    """What a budget comes to. ``amounts``: euros by account number; ``grants``: what account 74 is made of."""

    amounts: Mapping[str, Decimal] = field(default_factory=dict)
    grants: Decimal = ZERO

    def _sum(self, accounts: Iterable[Account]) -> Decimal:
        return sum((self.amounts.get(account.number) or ZERO for account in accounts), ZERO)

    @property
    def expenses(self) -> Decimal:
        return self._sum(EXPENSES)

    @property
    def income(self) -> Decimal:
        return self._sum(account for account in INCOME if account.number != GRANTS) + self.grants

    @property
    def given(self) -> Decimal:
        """Return the use of contributions in kind (86)."""
        return self._sum(GIVEN)

    @property
    def received(self) -> Decimal:
        """Return contributions in kind (87)."""
        return self._sum(RECEIVED)

    @property
    def gap(self) -> Decimal:
        """Return income less expenses: negative when income is short."""
        return self.income - self.expenses

    @property
    def shortfall(self) -> Decimal:
        """Return what income lacks, nought when it lacks nothing."""
        return max(-self.gap, ZERO)

    @property
    def kind_gap(self) -> Decimal:
        """Return by how much contributions in kind given and received differ."""
        return abs(self.given - self.received)

    @property
    def is_balanced(self) -> bool:
        return self.gap == 0 and self.given == self.received

    @property
    def is_empty(self) -> bool:
        return not any((self.expenses, self.income, self.given, self.received))
