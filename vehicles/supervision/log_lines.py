"""Log lines for programs: one JSON object each."""

import json
import logging
from datetime import UTC, datetime

TEXT = "{asctime} {levelname} {name}: {message}"


class JsonLines(logging.Formatter):
    """Writes a record as one line of JSON, a traceback included."""

    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(self.told(record), ensure_ascii=False)

    def told(self, record: logging.LogRecord) -> dict[str, str]:
        """Return what the line holds."""
        told = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            told["exception"] = self.formatException(record.exc_info)
        return told


def formatter(log_format: str | None) -> logging.Formatter:
    """Return the formatter for LOG_FORMAT."""
    return JsonLines() if log_format == "json" else logging.Formatter(TEXT, style="{")
