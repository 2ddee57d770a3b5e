"""Write the search index again, from the objects it describes."""

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from portal.generation import bump
from search.index import rebuild


class Command(BaseCommand):
    help = "Reconstruit l’index de recherche à partir des contenus."

    def handle(self, **options):
        count = rebuild()
        # The index is not watched: its rows follow the content, except here.
        bump()
        self.stdout.write(_("Index reconstruit : %(count)s contenus lus.") % {"count": count})
