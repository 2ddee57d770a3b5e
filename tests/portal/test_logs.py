import json
import logging
import sys

from portal.logs import JsonFormatter


def written(message: str, *args, **kwargs) -> dict:
    record = logging.LogRecord("portal", logging.ERROR, __file__, 1, message, args, None)
    for name, value in kwargs.items():
        setattr(record, name, value)
    return json.loads(JsonFormatter().format(record))


def test_a_line_is_json_and_says_what_happened():
    line = written("Tâche %s", "terminée")
    assert (line["level"], line["logger"], line["message"]) == ("ERROR", "portal", "Tâche terminée")


def test_no_address_is_written_even_from_an_error():
    try:
        raise ValueError("refusé pour quelqu.un+x@exemple.fr")
    except ValueError:
        line = written("Courriel à %s", "quelqu.un@exemple.fr", exc_info=sys.exc_info())
    assert "exemple.fr" not in json.dumps(line)
