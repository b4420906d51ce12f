"""A fixed cast: two households, an owner, a driver, a viewer, and somebody else."""

from dataclasses import dataclass

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests import builders
from vehicles.models import Household, RenaultLogin, Role, User, Vehicle


@dataclass
class Cast:
    home: Household
    owner: User
    driver: User
    viewer: User
    stranger: User
    login: RenaultLogin
    zoe: Vehicle

    def client(self, user: User | None) -> Client:
        client = Client()
        if user is not None:
            client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    def proven(self, user: User) -> Client:
        """Return a client who has typed the password again just now."""
        client = self.client(user)
        client.post(reverse("account_reauthenticate"), {"password": builders.PASSWORD})
        return client


@pytest.fixture
def cast(db: None) -> Cast:
    cache.clear()  # people prove who they are more often here than anybody may
    home, elsewhere = builders.household(), builders.household("Elsewhere")
    login = builders.login(home)
    return Cast(
        home=home,
        owner=builders.member(home, Role.OWNER),
        driver=builders.member(home, Role.DRIVER),
        viewer=builders.member(home, Role.VIEWER),
        stranger=builders.member(elsewhere, Role.OWNER),
        login=login,
        zoe=builders.vehicle(home, through=login),
    )
