"""What a person holds today: roles, associations, interests. Read once for each user object, thus each request."""

from django.db.models import CharField, Value

from pages.people.models import LocalRole, User

KEPT = ("_roles_today", "_interests", "_reader")


def roles_today(user: User) -> list[LocalRole]:
    """Return the roles that a person may use today, each with its page's path; none once the account is closed."""
    if not hasattr(user, "_roles_today"):
        found = user.local_roles.today().select_related("page") if user.is_active else LocalRole.objects.none()
        user._roles_today = list(
            found.only("role", "function", "organisation", "user", "is_deputy", "start", "end", "page__path")
        )
    return user._roles_today


def associations_of(user: User) -> frozenset[int]:
    """Return the associations that a person acts for (ids)."""
    return _interests(user)["own"]


def recused_from(user: User) -> frozenset[int]:
    """Return the associations out of whose requests a person was taken, by their own word or another's (ids)."""
    return _interests(user)["recused"]


def _interests(user: User) -> dict[str, frozenset[int]]:
    if not hasattr(user, "_interests"):
        rows = [
            held.standing().order_by().values_list("organisation_id", Value(kind, output_field=CharField()))
            for kind, held in (("own", user.memberships), ("recused", user.recusals))
        ]
        found = list(rows[0].union(rows[1], all=True)) if user.is_active else []
        user._interests = {kind: frozenset(pk for pk, of in found if of == kind) for kind in ("own", "recused")}
    return user._interests


def forget(user: User) -> None:
    """Drop what was read: a service reads a person's rights again once it holds what it acts on."""
    for name in KEPT:
        user.__dict__.pop(name, None)
