"""All acts, in the order in which they can be played on one database."""

from .scenes import (
    Act,
    doors,
    empty_household,
    errors,
    first_start,
    full_household,
    linking_a_login,
    you,
)
from .scenes_about import about, told
from .scenes_charge_steps import charges_by_hand
from .scenes_charts import charts_and_charges
from .scenes_commands import commands
from .scenes_driving import driving
from .scenes_household import life_of_a_household
from .scenes_installation import installation
from .scenes_languages import french, german
from .scenes_people import people_of_a_household
from .scenes_planner import planner
from .scenes_sign_in import sessions_and_tokens
from .scenes_timeline import timeline

ACTS: tuple[Act, ...] = (
    first_start,
    doors,
    you,
    empty_household,
    linking_a_login,
    errors,
    full_household,
    charts_and_charges,
    charges_by_hand,
    about,
    told,
    driving,
    commands,
    planner,
    timeline,
    people_of_a_household,
    life_of_a_household,
    french,
    german,
    sessions_and_tokens,
    installation,
)
