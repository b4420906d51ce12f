#!/usr/bin/env python
"""Django's command line for renault-web."""

import os
import sys


def main() -> None:
    os.umask(0o077)  # what is written here (database, keys) is for its owner only
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "renault_web.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
