"""What people set for themselves."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import User


class YouForm(forms.ModelForm):
    """Name and theme."""

    class Meta:
        model = User
        fields = ["name", "theme"]
        labels = {"name": _("Name"), "theme": _("Theme")}
