"""What strangers wrote is opened in a process apart, which may hang, swell or crash without harm to the portal.

The programs of this folder read a file from standard input, print what they found and end. They import nothing of
Django, and are given no setting and no secret. PDFium, moreover, must not be called from two threads at once.
"""

import logging
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import BinaryIO

from pages.base.apart.limits import FILE_SIZE, SECONDS

logger = logging.getLogger("pages.apart")

ROOT = Path(__file__).resolve().parents[3]
CHUNK = 1024 * 1024


def run(program: str, file: BinaryIO, *arguments: str) -> bytes | None:
    """Return what a program of this folder prints about a file, None when it fails or goes beyond its limits.

    The file is read from where it stands. Whatever it holds, the caller goes on.
    """
    with tempfile.TemporaryFile() as copy, tempfile.TemporaryFile() as printed:
        while chunk := file.read(CHUNK):
            copy.write(chunk)
            if copy.tell() > FILE_SIZE:
                return None
        copy.seek(0)
        try:
            ended = subprocess.run(
                [sys.executable, "-m", f"{__name__}.{program}", *arguments],
                stdin=copy,
                stdout=printed,
                stderr=subprocess.DEVNULL,
                cwd=ROOT,
                env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
                timeout=SECONDS,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            logger.warning("A file could not be read apart (%s): %s", program, type(error).__name__)
            return None
        if ended.returncode:
            logger.warning("A file could not be read apart (%s): ended with %d", program, ended.returncode)
            return None
        printed.seek(0)
        return printed.read()
