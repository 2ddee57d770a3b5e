"""One row for each thing that can be found, written in the transaction that changes the thing."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from search import kinds
from search.analysis import terms


class SearchEntry(models.Model):
    """What is found: a page, an organisation, later a document or a decision.

    Public search and everything derived from it read this table and nothing else. ``key`` names the thing
    (``page:12``); ``version`` grows with each change and ``acknowledged`` is the last version that the engine has
    confirmed: a row whose two numbers differ is still to be sent.
    """

    key = models.CharField(max_length=100, unique=True)
    kind = models.CharField(_("nature"), max_length=40, db_index=True)
    title = models.CharField(_("titre"), max_length=255)
    summary = models.TextField(_("résumé"), blank=True)
    url = models.CharField(_("adresse"), max_length=500)
    territory_name = models.CharField(_("territoire"), max_length=150, blank=True)
    within = models.CharField(_("au sein de"), max_length=255, blank=True)
    status = models.CharField(_("état"), max_length=40, blank=True)
    year = models.PositiveSmallIntegerField(_("année"), null=True, blank=True)
    date = models.DateField(_("date"), null=True, blank=True)
    territories = models.TextField(_("territoires"), blank=True, editable=False)
    themes = models.TextField(_("thèmes"), blank=True, editable=False)
    organisations = models.TextField(_("organismes"), blank=True, editable=False)
    readers = models.TextField(editable=False, default="")
    """These four hold the labels of their sort, and the audience, in one piece: what is counted is grouped by it."""
    updated_at = models.DateTimeField(_("mis à jour le"))
    digest = models.CharField(max_length=64, editable=False)
    """Of all that the entry was written from: the same object saved again writes nothing."""
    version = models.PositiveIntegerField(default=1, editable=False)
    acknowledged = models.PositiveIntegerField(default=0, editable=False)
    opened_at = models.DateTimeField(default=timezone.now, editable=False, db_index=True)
    """Since when someone more may find it: what an alert tells of is what was opened since the last one."""
    written_at = models.DateTimeField(default=timezone.now, editable=False)
    narrowed = models.BooleanField(default=False, editable=False)
    """Fewer people may find it than the engine has been told: it is left out of what the engine answers."""
    refused_at = models.DateTimeField(null=True, editable=False)
    refusal = models.CharField(max_length=300, blank=True, editable=False)
    """Why the engine would not have it; it is offered again later."""

    class Meta:
        verbose_name = _("entrée de recherche")
        verbose_name_plural = _("entrées de recherche")
        indexes = [
            models.Index(fields=["id"], name="search_pending", condition=~models.Q(acknowledged=models.F("version"))),
            models.Index(fields=["id"], name="search_narrowed", condition=models.Q(narrowed=True)),
        ]

    def __str__(self):
        return self.title

    @property
    def kind_label(self) -> str:
        """Return the nature's name on the screen."""
        return kinds.label(self.kind)

    @property
    def kind_icon(self) -> str:
        """Return the name of its nature's icon."""
        return kinds.icon(self.kind)


class EntryText(models.Model):
    """What an entry is found by: its text, and the terms that the analysis made of it.

    Apart since they are long: counting what is found reads many entries and none of their texts.
    """

    entry = models.OneToOneField(SearchEntry, models.CASCADE, primary_key=True, related_name="content")
    text = models.TextField(_("texte"), blank=True)
    attached = models.TextField(_("texte des pièces jointes"), blank=True)
    title_terms = models.TextField(editable=False)
    place_terms = models.TextField(editable=False)
    summary_terms = models.TextField(editable=False)
    body_terms = models.TextField(editable=False)
    attached_terms = models.TextField(editable=False, default="")

    class Meta:
        verbose_name = _("texte d’une entrée de recherche")
        verbose_name_plural = _("textes des entrées de recherche")

    def __str__(self):
        return str(self.entry)


class EntryLabel(models.Model):
    """What an entry is classified by: a territory's code, a theme's, a tag's, an organisation's, a structure's slug."""

    class Sort(models.TextChoices):
        TERRITORY = "territory", _("territoire")
        THEME = "theme", _("thème")
        TAG = "tag", _("étiquette")
        ORGANISATION = "organisation", _("organisme")
        STRUCTURE = "structure", _("équipement")

    entry = models.ForeignKey(SearchEntry, models.CASCADE, related_name="labels", db_index=False)
    sort = models.CharField(max_length=12, choices=Sort.choices)
    value = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sort", "value", "entry"], name="search_label_once")]
        indexes = [models.Index(fields=["entry", "sort", "value"], name="search_label_of_entry")]

    def __str__(self):
        return f"{self.sort}:{self.value}"


class EntryAudience(models.Model):
    """One of the audience tokens that open an entry: whoever holds one of them may find it."""

    entry = models.ForeignKey(SearchEntry, models.CASCADE, related_name="audience", db_index=False)
    token = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "entry"], name="search_audience_once")]
        indexes = [models.Index(fields=["entry", "token"], name="search_audience_of_entry")]

    def __str__(self):
        return self.token


class Removal(models.Model):
    """An entry that is gone and that the engine still has: left out of what it answers until it has confirmed."""

    entry_id = models.PositiveBigIntegerField(unique=True)
    version = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("entrée retirée")
        verbose_name_plural = _("entrées retirées")

    def __str__(self):
        return str(self.entry_id)


class EngineState(models.Model):
    """What the portal knows of its search cluster: one row.

    ``index`` answers, under the cluster's alias; ``building`` is being filled to take its place, up to the entry
    ``cursor``. Whoever feeds holds the row until ``busy_until``.
    """

    address = models.CharField(max_length=500, blank=True)
    index = models.CharField(max_length=120, blank=True)
    mapping = models.PositiveSmallIntegerField(default=0)
    building = models.CharField(max_length=120, blank=True)
    cursor = models.PositiveBigIntegerField(default=0)
    busy_until = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True)
    retry_at = models.DateTimeField(null=True)
    fed_at = models.DateTimeField(null=True)
    verified_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("état du moteur de recherche")
        verbose_name_plural = _("état du moteur de recherche")

    def __str__(self):
        return self.index


class Synonyms(models.Model):
    """Expressions that say the same: whoever types one finds what is written with another."""

    expressions = models.CharField(
        _("expressions"),
        max_length=500,
        help_text=_("Séparées par des virgules : « RPE, relais petite enfance »."),
    )

    class Meta:
        verbose_name = _("groupe de synonymes")
        verbose_name_plural = _("synonymes")
        ordering = ["expressions"]

    def __str__(self):
        return self.expressions

    def clean(self):
        said = [part.strip() for part in self.expressions.split(",") if terms(part)]
        if len(said) < 2:
            raise ValidationError({"expressions": _("Donnez au moins deux expressions, séparées par une virgule.")})
        self.expressions = ", ".join(said)


class Promotion(models.Model):
    """A page put forward, above the results, for whoever types one of these expressions."""

    expressions = models.CharField(
        _("ce que l’on tape"),
        max_length=500,
        help_text=_(
            "Une ou plusieurs expressions, séparées par des virgules ; accents et pluriels sont sans importance."
        ),
    )
    page = models.ForeignKey("wagtailcore.Page", models.CASCADE, verbose_name=_("page mise en avant"), related_name="+")

    class Meta:
        verbose_name = _("résultat mis en avant")
        verbose_name_plural = _("résultats mis en avant")
        ordering = ["expressions"]

    def __str__(self):
        return self.expressions

    def clean(self):
        said = [part.strip() for part in self.expressions.split(",") if terms(part)]
        if not said:
            raise ValidationError({"expressions": _("Donnez au moins une expression.")})
        self.expressions = ", ".join(said)
        public = SearchEntry.objects.filter(key=f"page:{self.page_id}", audience__token="public")  # noqa: S106
        if self.page_id and not public.exists():
            raise ValidationError({"page": _("Seule une page publiée et visible de tout le monde est mise en avant.")})


class QueryUse(models.Model):
    """How often a question was asked in a month, and how often it found nothing; its words only once it is common."""

    digest = models.CharField(max_length=64, unique=True)
    month = models.DateField(_("mois"))
    text = models.CharField(_("recherche"), max_length=60, blank=True)
    count = models.PositiveIntegerField(_("fois"), default=0)
    fruitless = models.PositiveIntegerField(_("sans résultat"), default=0)

    class Meta:
        verbose_name = _("recherche faite")
        verbose_name_plural = _("recherches faites")
        ordering = ["-month", "-count", "text"]

    def __str__(self):
        return self.text
