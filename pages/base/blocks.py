"""What an editor composes a text with: each block says what it is for, shows a preview and asks for its alternative."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock

RICH_TEXT = ["bold", "italic", "ol", "ul", "link", "document-link"]


class TextBlock(blocks.RichTextBlock):
    def __init__(self, **kwargs):
        super().__init__(features=RICH_TEXT, **kwargs)

    class Meta:
        icon = "pilcrow"
        label = _("Texte")
        description = _("Des paragraphes, des listes et des liens")
        template = "base/blocks/text.html"
        preview_value = "<p>Trois centres sociaux ouvrent le même accueil, un seul dossier suffit aux parents.</p>"


class HeadingBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Intertitre"), max_length=150)
    level = blocks.ChoiceBlock(
        choices=[("2", _("Grande partie")), ("3", _("Sous-partie"))], default="2", label=_("Niveau")
    )

    class Meta:
        icon = "title"
        label = _("Intertitre")
        description = _("Ouvre une partie du texte ; les grandes parties figurent dans « Sur cette page »")
        template = "base/blocks/heading.html"
        preview_value = {"text": "Ce qui change pour les parents", "level": "2"}


class PictureBlock(blocks.StructBlock):
    picture = ImageBlock(label=_("Image"))
    caption = blocks.CharBlock(label=_("Légende"), required=False, max_length=250)
    credit = blocks.CharBlock(label=_("Crédit"), required=False, max_length=150)

    class Meta:
        icon = "image"
        label = _("Image")
        description = _("Une image avec son alternative, ou marquée décorative")
        template = "base/blocks/picture.html"


class DocumentBlock(blocks.StructBlock):
    document = DocumentChooserBlock(label=_("Document"))
    label = blocks.CharBlock(label=_("Intitulé du lien"), required=False, max_length=150)

    class Meta:
        icon = "doc-full"
        label = _("Document")
        description = _("Un fichier à télécharger, avec son format et son poids")
        template = "base/blocks/document.html"


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("Citation"))
    author = blocks.CharBlock(label=_("Auteur"), max_length=150)
    role = blocks.CharBlock(label=_("Qualité"), required=False, max_length=150)

    class Meta:
        icon = "openquote"
        label = _("Citation")
        description = _("Une phrase et la personne ou la fonction qui l’a dite")
        template = "base/blocks/quote.html"
        preview_value = {"text": "On nous a demandé notre avis avant.", "author": "Une habitante", "role": ""}


class FigureItem(blocks.StructBlock):
    value = blocks.CharBlock(label=_("Chiffre"), max_length=20)
    label = blocks.CharBlock(label=_("Ce qu’il compte"), max_length=100)


class FiguresBlock(blocks.StructBlock):
    figures = blocks.ListBlock(FigureItem(), min_num=1, max_num=6, label=_("Chiffres"))

    class Meta:
        icon = "order"
        label = _("Chiffres clés")
        description = _("De un à six chiffres, en grand")
        template = "base/blocks/figures.html"
        preview_value = {"figures": [{"value": "140 000 €", "label": "au fonds d’innovation"}]}


class CalloutBlock(blocks.StructBlock):
    tone = blocks.ChoiceBlock(
        choices=[("info", _("À savoir")), ("warning", _("Attention"))], default="info", label=_("Ton")
    )
    title = blocks.CharBlock(label=_("Titre"), max_length=100)
    text = blocks.RichTextBlock(features=RICH_TEXT, label=_("Texte"))

    class Meta:
        icon = "warning"
        label = _("Encadré")
        description = _("Ce qu’il ne faut pas manquer")
        template = "base/blocks/callout.html"
        preview_value = {"tone": "info", "title": "À savoir", "text": "<p>L’accueil ouvre dès 7 h 30.</p>"}


class TableBlock(blocks.StructBlock):
    first_column_is_header = blocks.BooleanBlock(
        label=_("La première colonne nomme les lignes"), required=False, default=True
    )
    table = TypedTableBlock([("text", blocks.CharBlock(label=_("Texte"), required=False))], label=_("Tableau"))

    def clean(self, value):
        cleaned = super().clean(value)
        if not cleaned["table"].caption:
            error = ValidationError(_now("Donnez un titre au tableau."))
            raise blocks.StructBlockValidationError(block_errors={"table": error})
        return cleaned

    class Meta:
        icon = "table"
        label = _("Tableau")
        description = _("Des lignes et des colonnes que l’on compare, avec leurs en-têtes")
        template = "base/blocks/table.html"


class AccordionItem(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Question ou titre"), max_length=150)
    text = blocks.RichTextBlock(features=RICH_TEXT, label=_("Réponse"))


class AccordionBlock(blocks.StructBlock):
    items = blocks.ListBlock(AccordionItem(), min_num=1, label=_("Éléments"))

    class Meta:
        icon = "list-ul"
        label = _("Accordéon")
        description = _("Des questions et leurs réponses repliées")
        template = "base/blocks/accordion.html"
        preview_value = {"items": [{"title": "Qui peut proposer ?", "text": "<p>Toute association.</p>"}]}


class MediaBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Titre"), max_length=150)
    url = blocks.URLBlock(label=_("Adresse de la vidéo ou du son"))
    duration = blocks.CharBlock(label=_("Durée"), required=False, max_length=30, help_text=_("Par exemple « 3 min »"))
    transcript = blocks.RichTextBlock(
        features=RICH_TEXT, required=False, label=_("Transcription"), help_text=_("Nécessaire à qui n’entend pas.")
    )

    def clean(self, value):
        cleaned = super().clean(value)
        if not cleaned["url"].startswith("https://"):
            error = ValidationError(_now("L’adresse doit commencer par https://."))
            raise blocks.StructBlockValidationError(block_errors={"url": error})
        return cleaned

    class Meta:
        icon = "media"
        label = _("Vidéo ou son")
        description = _("Un lien présenté ; rien n’est chargé d’un autre site tant qu’on ne l’a pas suivi")
        template = "base/blocks/media.html"


class BodyBlock(blocks.StreamBlock):
    """The blocks of every text of the portal."""

    text = TextBlock()
    heading = HeadingBlock()
    picture = PictureBlock()
    document = DocumentBlock()
    quote = QuoteBlock()
    figures = FiguresBlock()
    callout = CalloutBlock()
    table = TableBlock()
    accordion = AccordionBlock()
    media = MediaBlock()

    class Meta:
        required = False
