"""What Django's database cache keeps: nothing reads or writes it but that cache."""

from django.db import models


class CachedValue(models.Model):
    """One value with its end; the columns are those that Django's `createcachetable` would make.

    As a model it comes with the other tables, whether or not it is in use (see CACHES in the settings).
    """

    cache_key = models.CharField(primary_key=True, max_length=255)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "vehicles_cache"

    def __str__(self) -> str:
        return self.cache_key
