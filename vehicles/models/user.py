"""A person here: the e-mail address is the name."""

from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from ..rules.units import Consumption, Distance, Pressure, Temperature, Units
from .household import validate_time_zone

LANGUAGES = [("", _("As the browser")), *settings.LANGUAGES]


class UserManager(BaseUserManager):
    """Makes people; there are no superusers, for there is no admin site."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make a person whose address is kept in lower case, so that it is found however it is typed."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A person who signs in here; what they may do hangs on their memberships."""

    class Theme(models.TextChoices):
        SYSTEM = "system", _("As the device")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=80, blank=True)
    theme = models.CharField(_("theme"), max_length=6, choices=Theme, default=Theme.SYSTEM)
    language = models.CharField(_("language"), max_length=7, blank=True, choices=LANGUAGES)
    distance_unit = models.CharField(
        _("distance"),
        max_length=2,
        default=Distance.KM.value,
        choices=[(Distance.KM.value, _("Kilometres")), (Distance.MILES.value, _("Miles"))],
    )
    consumption_unit = models.CharField(
        _("consumption"),
        max_length=10,
        default=Consumption.KWH_PER_100_KM.value,
        choices=[(each.value, each.value) for each in Consumption],
    )
    temperature_unit = models.CharField(
        _("temperature"),
        max_length=2,
        default=Temperature.CELSIUS.value,
        choices=[(each.value, each.value) for each in Temperature],
    )
    pressure_unit = models.CharField(
        _("tyre pressure"),
        max_length=3,
        default=Pressure.BAR.value,
        choices=[(each.value, each.value) for each in Pressure],
    )
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True, validators=[validate_time_zone])
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once")]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def units(self) -> Units:
        """The units in which this person reads figures."""
        return Units(self.distance_unit, self.consumption_unit, self.temperature_unit, self.pressure_unit)

    @property
    def initials(self) -> str:
        """One or two capital letters that stand for the person."""
        words = [word for word in (self.name or self.email.split("@")[0]).replace(".", " ").split() if word]
        letters = (
            words[0][:2]
            if len(words) == 1
            else "".join(word[0] for word in (words[0], words[-1]))
            if words
            else "?"
        )
        return letters.upper()
