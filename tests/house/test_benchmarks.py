"""The benchmark knows every chart: one that nobody measures could grow slow unseen."""

from benchmarks.questions import BY_KEY
from vehicles.charts.kinds import KINDS


def test_every_chart_has_a_question_in_plain_sql_beside_it() -> None:
    assert set(KINDS) == set(BY_KEY)
