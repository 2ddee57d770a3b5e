"""Expressions of the domain that say the same, kept as data that an administrator edits."""

from search.analysis import STOP_WORDS, prepare, stems, words
from search.models import Synonyms
from search.query import Equivalents, Phrase

AT_FIRST = (
    "CTG, convention territoriale globale",
    "CEJ, contrat enfance jeunesse",
    "CAFST, commission d’action familiale et sociale territoriale",
    "Caf, caisse d’allocations familiales",
    "Cnaf, caisse nationale des allocations familiales",
    "DSL, développement social local",
    "PST, projet social de territoire",
    "COG, convention d’objectifs et de gestion",
    "FJT, foyer de jeunes travailleurs",
    "EAJE, établissement d’accueil du jeune enfant, accueil du jeune enfant, crèche",
    "RPE, RAM, relais petite enfance, relais d’assistantes maternelles",
    "LAEP, lieu d’accueil enfants parents",
    "ALSH, accueil de loisirs sans hébergement, accueil de loisirs, centre de loisirs",
    "PMI, protection maternelle et infantile",
    "CCAS, centre communal d’action sociale",
    "QPV, quartier prioritaire de la politique de la ville",
    "EVS, espace de vie sociale",
    "CLAS, contrat local d’accompagnement à la scolarité, accompagnement à la scolarité, aide aux devoirs",
    "REAAP, réseau d’écoute d’appui et d’accompagnement des parents",
    "AVS, aide aux vacances sociales",
    "PEDT, projet éducatif territorial",
    "MSA, mutualité sociale agricole",
    "EPCI, intercommunalité, communauté de communes",
    "COPIL, comité de pilotage",
    "ado, adolescent",
    "RGPD, données personnelles",
    "open data, données ouvertes",
    "assistante maternelle, assistant maternel, nounou",
    "famille monoparentale, parent seul, parent isolé",
    "épicerie solidaire, épicerie sociale",
)


def load_at_first(using: str, **kwargs) -> None:
    """Write the first expressions when there is none; done after each migration."""
    if not Synonyms.objects.using(using).exists():
        Synonyms.objects.using(using).bulk_create(Synonyms(expressions=line) for line in AT_FIRST)


def equivalents() -> Equivalents:
    """Return, for the terms of each expression without its stop words, the expressions that say the same."""
    found: dict[Phrase, tuple[Phrase, ...]] = {}
    for line in Synonyms.objects.values_list("expressions", flat=True):
        group = [words(prepare(part)) for part in line.split(",")]
        phrases = [tuple(stems(part)) for part in group if part]
        for own, part in zip(phrases, filter(None, group), strict=True):
            key = tuple(stems([word for word in part if word not in STOP_WORDS] or part))
            found[key] = tuple(dict.fromkeys((own, *found.get(key, ()), *phrases)))
    return found
