"""One JSON line per event, on the error output."""

import json
import logging
import re

EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")


class JsonFormatter(logging.Formatter):
    """Write level, logger, message and traceback; e-mail addresses are masked wherever they come from."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return EMAIL.sub("…@…", json.dumps(line, ensure_ascii=False))
