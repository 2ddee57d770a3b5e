"""Why a file is refused. The sentences that people read are in `pages.base.uploads`."""

from enum import StrEnum


class Reason(StrEnum):
    CONTENT = "content"
    PROGRAM = "program"
    LEGACY = "legacy"
    ENCRYPTED = "encrypted"
    MACROS = "macros"
    ACTIVE = "active"
    EMBEDDED = "embedded"
    REMOTE = "remote"
    BOMB = "bomb"
    PIXELS = "pixels"
    UNREADABLE = "unreadable"


class Refused(Exception):
    def __init__(self, reason: Reason):
        super().__init__(reason)
        self.reason = reason
