"""Logs that can be shown to anybody: what is secret or personal is masked on its way out."""

import logging

from .renault_api.redact import mask


class MaskedFormatter(logging.Formatter):
    """Masks the whole line, its traceback included."""

    def format(self, record: logging.LogRecord) -> str:
        return mask(super().format(record))
