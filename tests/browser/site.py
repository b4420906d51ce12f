"""The site, served on loopback by threads of this process."""

import time
from typing import Any

from django.test import Client
from django.test.testcases import LiveServerThread

from vehicles.models import User


class Site:
    """A running site at `url`; each one is as fresh as after a restart."""

    def __init__(self) -> None:
        # WhiteNoise serves the files, as in real life, so that they carry the site's headers too.
        self._thread = LiveServerThread("localhost", lambda app: app, connections_override={})
        self._thread.daemon = True
        self._thread.start()
        self._thread.is_ready.wait()
        if self._thread.error:
            raise self._thread.error
        self.url = f"http://localhost:{self._thread.port}"

    def session_of(self, user: User, *, long_ago: bool = False) -> dict[str, Any]:
        """Return the cookie, as Playwright takes it, of a session that the user began with a password.

        After one begun `long_ago` what matters asks for the password again.
        """
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        session = client.session
        began_at = 0 if long_ago else time.time()
        session["account_authentication_methods"] = [
            {"method": "password", "at": began_at, "email": user.email, "reauthenticated": True}
        ]
        session["account_authentication_methods_user"] = str(user.pk)
        session.save()
        return {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": self.url}

    def close(self) -> None:
        """Stop serving."""
        self._thread.terminate()
