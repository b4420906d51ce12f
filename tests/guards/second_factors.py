"""Gives a person a passkey, an authenticator app and recovery codes, as if they had set them up."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

from vehicles.models import User

KEY_ID = b"0123456789abcdef"
PRESENT_AND_VERIFIED = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV | AuthenticatorData.FLAG.AT


def give(user: User) -> Authenticator:
    """Set up all three, and return the passkey."""
    TOTP.activate(user, generate_totp_secret())
    RecoveryCodes.activate(user)
    data = {"name": "Phone", "credential": _credential()}
    return Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data=data)


def _credential() -> dict[str, Any]:
    """Return what a browser sends when a passkey is made."""
    public = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    made = AttestedCredentialData.create(b"\0" * 16, KEY_ID, public)
    told = AuthenticatorData.create(b"\0" * 32, PRESENT_AND_VERIFIED, 0, made)
    client = CollectedClientData.create("webauthn.create", b"challenge", "https://testserver")
    return {
        "id": websafe_encode(KEY_ID),
        "rawId": websafe_encode(KEY_ID),
        "type": "public-key",
        "response": {
            "clientDataJSON": websafe_encode(client),
            "attestationObject": websafe_encode(AttestationObject.create("none", told, {})),
        },
        "clientExtensionResults": {"credProps": {"rk": True}},
    }
