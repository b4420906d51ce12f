"""What a person says of an access token they want."""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import TokenScope

LASTS = [("30", _("30 days")), ("90", _("90 days")), ("365", _("a year"))]


class TokenForm(forms.Form):
    """A name, what it opens, for how long."""

    name = forms.CharField(
        label=_("What is it for?"),
        max_length=60,
        help_text=_("Such as the program or the machine that will use it."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    scope = forms.ChoiceField(
        label=_("It may"), choices=TokenScope.choices, initial=TokenScope.READ, widget=forms.RadioSelect
    )
    days = forms.ChoiceField(label=_("It lasts"), choices=LASTS, initial="90")

    def lasts(self) -> timedelta:
        return timedelta(days=int(self.cleaned_data["days"]))
