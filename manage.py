#!/usr/bin/env python
"""Django's command line for renault-web."""

import os
import sys


def main() -> None:
    os.umask(0o077)  # what is written here (database, keys) is for its owner only
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "renault_web.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"renault-web cannot start: {error}")


if __name__ == "__main__":
    main()
