"""Several people act on one association at the same instant, each on a connection of their own, on both databases."""

import threading
from collections import Counter
from collections.abc import Callable

import pytest
from django.db import connection

from pages.people.models import Invitation, Membership, MembershipRole, Organisation, User
from pages.proposals import services
from tests import factories
from tests.proposals import making

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.usefixtures("shared_database"),
]


def at_once(*works: Callable[[], object]) -> Counter:
    """Run each work in a thread of its own, at the same instant; return how many ended how."""
    ended: list[str] = []
    together = threading.Barrier(len(works))

    def run(work):
        try:
            together.wait(timeout=60)
            work()
            ended.append("done")
        except services.Refused:
            ended.append("refused")
        except Exception as error:  # an unexpected end must be seen in the count, not lost with its thread
            ended.append(repr(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return Counter(ended)


def read(model, pk):
    """Return a row as a web request reads it: an object of its own."""
    return model.objects.get(pk=pk)


def test_of_two_people_who_register_one_number_one_does_and_the_other_is_told():
    number = making.siret()
    people = [factories.user() for _person in range(6)]
    ended = at_once(
        *(
            lambda who=who: services.register_association(read(User, who.pk), f"Les Cafés {who.pk}", number)
            for who in people
        )
    )
    assert ended == {"done": 1, "refused": 5}
    assert Organisation.objects.filter(siret=number).count() == 1
    assert Membership.objects.count() == 1


def test_homonyms_registered_at_once_are_all_registered():
    numbers = [making.siret() for _association in range(4)]
    people = [factories.user() for _association in numbers]
    ended = at_once(
        *(
            lambda who=who, number=number: services.register_association(read(User, who.pk), "Les Amis", number)
            for who, number in zip(people, numbers, strict=True)
        )
    )
    assert ended == {"done": 4}
    assert Organisation.objects.filter(name__startswith="Les Amis").count() == 4


def test_two_representatives_who_leave_at_once_leave_one():
    organisation = making.association()
    people = [making.member(organisation) for _person in range(2)]

    def leave(who):
        services.end_membership(read(User, who.pk), Membership.objects.get(user=who.pk))

    assert at_once(*(lambda who=who: leave(who) for who in people)) == {"done": 1, "refused": 1}
    assert Membership.objects.standing().get().role == MembershipRole.REPRESENTATIVE


def test_one_who_steps_down_while_the_other_leaves_leaves_one():
    organisation = making.association()
    first, second = (making.member(organisation) for _person in range(2))
    ended = at_once(
        lambda: services.change_member(
            read(User, first.pk), Membership.objects.get(user=first.pk), MembershipRole.READER
        ),
        lambda: services.end_membership(read(User, second.pk), Membership.objects.get(user=second.pk)),
    )
    assert ended == {"done": 1, "refused": 1}
    assert Membership.objects.standing().filter(role=MembershipRole.REPRESENTATIVE).count() == 1


def test_an_invitation_opened_twice_at_once_serves_once():
    organisation = making.association()
    secret = Invitation.open(organisation, "collegue@exemple.test", MembershipRole.READER, None)[1]
    colleague = factories.user("collegue@exemple.test")
    ended = at_once(*(lambda: services.accept_invitation(read(User, colleague.pk), secret) for _tab in range(4)))
    assert ended == {"done": 1, "refused": 3}
    assert Membership.objects.count() == 1
