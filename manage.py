"""Django's own commands, for developers (migrations, shell). Instances are run with `rostra`."""

import os
import sys

from django.core.management import execute_from_command_line

from config.environment import ENVIRONMENT
from config.instance import found

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    found(ENVIRONMENT.home)
    execute_from_command_line(sys.argv)
