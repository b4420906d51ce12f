"""Times of the database as seconds since 1970: ten years need no datetime objects."""

from django.db.models import BigIntegerField, F, Func


class EpochSeconds(Func):
    """A time in whole seconds, worked out by the database."""

    output_field = BigIntegerField()

    def as_sqlite(self, compiler, connection, **context):  # type: ignore[no-untyped-def]
        return super().as_sql(
            compiler, connection, template="CAST(strftime('%%%%s', %(expressions)s) AS INTEGER)", **context
        )

    def as_postgresql(self, compiler, connection, **context):  # type: ignore[no-untyped-def]
        return super().as_sql(
            compiler, connection, template="FLOOR(EXTRACT(EPOCH FROM %(expressions)s))::bigint", **context
        )


def epoch_seconds(name: str) -> Func:
    """Return the column of that name in epoch seconds."""
    return EpochSeconds(F(name))
