"""Writing the index: an app says what its objects are found by; the entry follows the object's fate."""

import datetime as dt
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import astuple, dataclass, field
from typing import Protocol

from django.conf import settings
from django.db import models, transaction
from django.db.models.signals import post_delete
from django.utils import timezone
from django.utils.module_loading import import_string

from search.analysis import VERSION, terms
from search.facets import BAR
from search.models import EntryAudience, EntryLabel, EntryText, Removal, SearchEntry

MOST_ATTACHED = 100_000
"""Characters kept of what is joined, to show where it says what was asked; all of it is searched."""


@dataclass(frozen=True)
class Entry:
    """What an object is found by, and by whom (``audience``: the tokens that open it)."""

    kind: str
    title: str
    url: str
    audience: frozenset[str]
    summary: str = ""
    text: str = ""
    attached: str = ""
    """The text of what is joined to it, which counts least."""
    territories: tuple[str, ...] = ()
    """Codes, from the nearest to the widest."""
    territory_name: str = ""
    within: str = ""
    """The title of what it is known by: of a meeting, the committee or the group."""
    themes: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    structures: tuple[str, ...] = ()
    status: str = ""
    year: int | None = None
    date: dt.date | None = None
    updated_at: dt.datetime | None = None

    def digest(self) -> str:
        """Return what changes with anything that the entry says, or with the analysis of what it says."""
        said = (VERSION, *(sorted(one) if isinstance(one, frozenset) else one for one in astuple(self)))
        return hashlib.sha256(repr(said).encode()).hexdigest()

    def labels(self) -> set[tuple[str, str]]:
        """Return what the entry is classified by, as (sort, value) pairs."""
        sorts = EntryLabel.Sort
        values = {
            sorts.TERRITORY: self.territories,
            sorts.THEME: self.themes,
            sorts.TAG: self.tags,
            sorts.ORGANISATION: self.organisations,
            sorts.STRUCTURE: self.structures,
        }
        return {(str(sort), value) for sort, found in values.items() for value in found}


class Findable(Protocol):
    pk: int

    def search_key(self) -> str:
        """Return the name of the object in the index, such as ``page:12``."""

    def search_entry(self) -> Entry | None:
        """Return the object's entry, or None when it must not be found (a draft, a page without address)."""


_postponed: ContextVar[dict[str, Findable] | None] = ContextVar("postponed", default=None)
"""The objects saved within a block of ``once``, by key."""


@contextmanager
def once() -> Iterator[None]:
    """Write the entry of what a block saves several times once, at its end; use it within the transaction."""
    if _postponed.get() is not None:
        yield
        return
    token = _postponed.set({})
    try:
        yield
        saved = _postponed.get()
    finally:
        _postponed.reset(token)
    for found in saved.values():
        refresh(found)


def refresh(found: Findable, again: bool = False) -> None:
    """Write an object's entry, or take it away; the caller's transaction holds both the object and its entry.

    An entry that says already what it would say is left alone, unless it is to be written ``again``.
    """
    key = found.search_key()
    if not again and (postponed := _postponed.get()) is not None:
        postponed[key] = found
        return
    entry = found.search_entry()
    if entry is None:
        remove(key)
        return
    digest = entry.digest()
    kept = SearchEntry.objects.filter(key=key).values_list("pk", "digest").first()
    if kept and kept[1] == digest and not again:
        return
    place = " ".join([entry.territory_name, entry.within, *entry.themes, *entry.tags])
    values = {
        "kind": entry.kind,
        "title": entry.title[:255],
        "summary": entry.summary,
        "url": entry.url,
        "territory_name": entry.territory_name,
        "within": entry.within,
        "status": entry.status,
        "year": entry.year,
        "date": entry.date,
        "territories": BAR.join(entry.territories),
        "themes": BAR.join(entry.themes),
        "organisations": BAR.join(entry.organisations),
        "readers": BAR.join(sorted(entry.audience)),
        "updated_at": entry.updated_at or timezone.now(),
        "digest": digest,
        "written_at": timezone.now(),
        "refused_at": None,
    }
    content = {
        "text": entry.text,
        "attached": entry.attached[:MOST_ATTACHED],
        "title_terms": " ".join(terms(entry.title)),
        "place_terms": " ".join(terms(place)),
        "summary_terms": " ".join(terms(entry.summary)),
        "body_terms": " ".join(terms(entry.text)),
        "attached_terms": " ".join(terms(entry.attached)),
    }
    # The caller's transaction is enough: a savepoint more is two questions more, at each save of anything.
    with transaction.atomic(savepoint=False):
        row, created = SearchEntry.objects.get_or_create(key=key, defaults=values)
        if created:
            EntryText.objects.create(entry=row, **content)
        else:
            SearchEntry.objects.filter(pk=row.pk).update(**values, version=models.F("version") + 1)
            EntryText.objects.filter(entry=row).update(**content)
        lost, gained = _write_audience(row, entry.audience, created)
        if lost and not created and settings.SEARCH_CLUSTER:
            SearchEntry.objects.filter(pk=row.pk).update(narrowed=True)
        if gained and not created:
            SearchEntry.objects.filter(pk=row.pk).update(opened_at=timezone.now())
        _write_labels(row, entry.labels(), created)


def _write_audience(row: SearchEntry, wanted: frozenset[str], created: bool) -> tuple[bool, bool]:
    """Write who may find an entry; say whether someone no longer may, and whether someone more may."""
    kept = {} if created else {one.token: one.pk for one in row.audience.all()}
    stale = [pk for token, pk in kept.items() if token not in wanted]
    if stale:
        row.audience.filter(pk__in=stale).delete()
    added = sorted(wanted - kept.keys())
    EntryAudience.objects.bulk_create([EntryAudience(entry=row, token=token) for token in added])
    return bool(stale), bool(added)


def _write_labels(row: SearchEntry, wanted: set[tuple[str, str]], created: bool) -> None:
    kept = {} if created else {(label.sort, label.value): label.pk for label in row.labels.all()}
    stale = [pk for label, pk in kept.items() if label not in wanted]
    if stale:
        row.labels.filter(pk__in=stale).delete()
    EntryLabel.objects.bulk_create(
        [EntryLabel(entry=row, sort=sort, value=value) for sort, value in sorted(wanted - kept.keys())]
    )


def remove(key: str) -> None:
    """Take an entry away; a cluster is told later, and meanwhile answers without it."""
    (_postponed.get() or {}).pop(key, None)
    with transaction.atomic():
        for pk, version in SearchEntry.objects.filter(key=key).values_list("pk", "version"):
            if settings.SEARCH_CLUSTER:
                Removal.objects.get_or_create(entry_id=pk, defaults={"version": version + 1})
            SearchEntry.objects.filter(pk=pk).delete()


def forget_when_deleted(model: type[models.Model]) -> None:
    """Take the entry of a model's objects away with them; Django sends the signal inside the deletion's transaction."""

    def forget(sender, instance, **kwargs):
        remove(instance.search_key())

    post_delete.connect(forget, sender=model, weak=False, dispatch_uid=f"search-{model._meta.label}")


@dataclass
class Registry:
    """The models whose objects are found; ``all_objects`` serves the rebuild."""

    registered: list[type[models.Model]] = field(default_factory=list)

    def register(self, model: type[models.Model]) -> None:
        """Keep a model's objects in the index; the model's ``save`` calls ``refresh`` (see IndexedOnSave)."""
        if model not in self.registered:
            self.registered.append(model)
            forget_when_deleted(model)

    def all_objects(self):
        """Yield every object of every registered model."""
        for model in self.registered:
            yield from model._default_manager.all().iterator(chunk_size=200)


registry = Registry()


class IndexedOnSave(models.Model):
    """Write the entry in the same transaction as the object, once the object's children are saved too.

    A ``post_save`` signal would come too early: it is sent before modelcluster saves the children, and outside
    Django's own transaction.
    """

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        with transaction.atomic():
            super().save(*args, **kwargs)
            refresh(self)


def rebuild() -> int:
    """Write every entry again and take away those whose object is gone; return how many objects were read."""
    read = set()
    for found in registry.all_objects():
        refresh(found, again=True)
        read.add(found.search_key())
    for key in set(SearchEntry.objects.values_list("key", flat=True)) - read:
        remove(key)
    return len(read)


def reader_tokens(request) -> frozenset[str] | None:
    """Return the tokens that the request's reader holds, None for whoever may find everything.

    The rule itself is not the index's: the settings name the function.
    """
    return import_string(settings.SEARCH_READER_TOKENS)(request)
