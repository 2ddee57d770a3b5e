"""The accounts of the demo, one for each role; their password is known to all, so they exist nowhere else."""

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from pages.people.models import User

PASSWORD = "demo-portail"  # noqa: S105 - a demo's password is public
ADMINISTRATOR = "admin@demo.test"

# Addresses and what each is, as « make demo » prints them.
ACCOUNTS = [
    (ADMINISTRATOR, "administration du portail"),
    ("caf@demo.test", "coordination de la CTG de Mérignac, pour la Caf de la Gironde"),
    ("ville@demo.test", "coordination de la CTG de Mérignac, pour la Ville"),
    ("caf92@demo.test", "coordination de la CTG de Gennevilliers, pour la Caf des Hauts-de-Seine"),
    ("moderation@demo.test", "modération de la CTG de Mérignac"),
    ("cooperation@demo.test", "chargé de coopération de la CTG de Mérignac"),
    ("redaction@demo.test", "rédaction de la CTG de Mérignac : propose, ne publie pas"),
    ("membre@demo.test", "partenaire de la CTG de Mérignac"),
    ("fonds@demo.test", "instruction du fonds de Mérignac, pour la Caf de la Gironde"),
    ("fonds-ville@demo.test", "instruction du fonds de Mérignac, pour la Ville"),
    ("suppleance@demo.test", "suppléance de la coordination Caf de Mérignac, quand elle est absente"),
    ("animation@demo.test", "animation d’un groupe de travail privé de Gennevilliers"),
    ("groupe@demo.test", "membre de ce même groupe"),
    ("association@demo.test", "représente l’association Les Tilleuls en commun"),
    ("association2@demo.test", "représente L’Escale des familles et Le Port des familles"),
    ("tresorerie@demo.test", "tient les comptes des Tilleuls : écrit, n’envoie pas"),
]
# Nobody's names.
FIRST_NAMES = (
    "Alex Camille Claude Sacha Dominique Charlie Andrea Maxime Lou Morgan Noa Eden Robin Sam Ange Yaël".split()
)
LAST_NAME = "Exemple"


def load() -> int:
    """Make the accounts that are missing, each with its verified address; return how many were made."""
    made = 0
    # Hashed once for all: the hash is slow on purpose, and protects nothing here.
    hashed = make_password(PASSWORD)
    for (email, _what), first_name in zip(ACCOUNTS, FIRST_NAMES, strict=True):
        if User.objects.filter(email__iexact=email).exists():
            continue
        create = User.objects.create_superuser if email == ADMINISTRATOR else User.objects.create_user
        user = create(email, first_name=first_name, last_name=LAST_NAME)
        User.objects.filter(pk=user.pk).update(password=hashed)
        EmailAddress.objects.get_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
        made += 1
    return made
