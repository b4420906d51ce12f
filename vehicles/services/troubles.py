"""Tells the log when a trouble begins and when it ends, by what is stored: not each time that it is met."""

import logging

log = logging.getLogger(__name__)


def changed(what: str, before: str, after: str) -> None:
    """Log the step from one trouble, or none (""), to another, or none; nothing where it is the same.

    `what` names whom it befalls, by number: "Login 3". The texts hold nothing personal.
    """
    if before == after:
        return
    if after:
        log.warning("%s: %s", what, after)
    else:
        log.info("%s: works again, after: %s", what, before)
