"""Images: of the format that their extension names, whole, and not too large once they are open."""

import warnings
from typing import BinaryIO

from PIL import Image, ImageSequence, UnidentifiedImageError

from pages.base.apart.reasons import Reason, Refused

FORMATS = {"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG", "webp": "WEBP", "gif": "GIF"}
MAX_PIXELS = 64_000_000
"""All its frames together."""


def check(stream: BinaryIO, extension: str) -> None:
    """Refuse an image that is of another format, cut short, or that would fill the memory."""
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        with Image.open(stream, formats=[FORMATS[extension]]) as image:
            frames = getattr(image, "n_frames", 1)
            if image.width * image.height * frames > MAX_PIXELS:
                raise Refused(Reason.PIXELS)
            if frames == 1:
                image.verify()
        with Image.open(stream, formats=[FORMATS[extension]]) as image:
            image.draft("L", (1, 1))  # a JPEG is read to its end all the same, eight times smaller
            for frame in ImageSequence.Iterator(image):
                frame.load()
    except UnidentifiedImageError as error:
        raise Refused(Reason.CONTENT) from error
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise Refused(Reason.PIXELS) from error
