"""A file is what its name says and only to be read: checked by its content, whatever the browser announced."""

from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils.translation import gettext_lazy as _

from pages.base import apart
from pages.base.apart.check import RIGHT
from pages.base.apart.limits import FILE_SIZE, MEGABYTE
from pages.base.apart.reasons import Reason

SENTENCES = {
    Reason.CONTENT: _("Ce fichier n’est pas un fichier %(extension)s : son contenu ne correspond pas à son nom."),
    Reason.PROGRAM: _(
        "Ce fichier est un programme ou en contient un : il ne peut pas être déposé, quel que soit son nom."
    ),
    Reason.LEGACY: _(
        "Ce fichier est d’un format ancien (.doc, .xls, .ppt). Enregistrez-le au format .docx, .xlsx, .pptx ou PDF, "
        "puis déposez-le à nouveau."
    ),
    Reason.ENCRYPTED: _(
        "Ce fichier est protégé par un mot de passe : personne ne pourrait le lire. Retirez le mot de passe, "
        "puis déposez-le à nouveau."
    ),
    Reason.MACROS: _(
        "Ce document contient des macros. Enregistrez-le sans macros, ou en PDF, puis déposez-le à nouveau."
    ),
    Reason.ACTIVE: _(
        "Ce PDF lance un script ou un programme quand on l’ouvre. Imprimez-le dans un nouveau fichier PDF, "
        "puis déposez celui-ci."
    ),
    Reason.EMBEDDED: _(
        "Ce document contient un autre fichier (archive ou objet incorporé). Retirez-le, "
        "et déposez-le à part s’il est utile."
    ),
    Reason.REMOTE: _(
        "Ce document va chercher son modèle ou une de ses parties sur un autre serveur. Détachez-les, "
        "ou enregistrez-le en PDF, puis déposez-le à nouveau."
    ),
    Reason.BOMB: _("Ce fichier compressé deviendrait démesuré une fois ouvert : il ne peut pas être déposé."),
    Reason.PIXELS: _("Cette image a trop de points. Réduisez ses dimensions, puis déposez-la à nouveau."),
    Reason.UNREADABLE: _(
        "Ce fichier est abîmé ou ne peut pas être lu. Ouvrez-le, enregistrez-le à nouveau, puis déposez-le."
    ),
}
TOO_LARGE = _("Ce fichier pèse plus de %(size)d Mo : il ne peut pas être vérifié.")


def check_content(file: File, name: str) -> None:
    """Refuse a file whose content is not of the format that its extension names, or that does more than be read.

    Raises ValidationError, in French, with the reason as its code. Extensions unknown here are left to the list of
    those that are allowed, but a program is refused under any.
    """
    if file.size > FILE_SIZE:
        raise ValidationError(TOO_LARGE, code="size", params={"size": FILE_SIZE // MEGABYTE})
    extension = name.rpartition(".")[2].lower()
    file.seek(0)
    try:
        answer = apart.run("check", file, extension)
    finally:
        file.seek(0)
    said = answer.decode().strip() if answer is not None else Reason.UNREADABLE
    if said != RIGHT:
        reason = Reason(said)
        raise ValidationError(SENTENCES[reason], code=reason, params={"extension": extension.upper()})
