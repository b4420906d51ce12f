"""Which servers a session speaks to."""

from collections.abc import Callable

import pytest
import requests

from vehicles.renault_api import (
    LOCALES,
    CredentialStore,
    InvalidInputError,
    RenaultAccount,
    RenaultClient,
    RenaultException,
    RenaultSession,
    get_locales,
    locales,
)
from vehicles.renault_api.servers import Servers
from vehicles.renault_api.transport import Transport

from .played import Answer, PlayedRenault

KEYS = ("gigya-root-url", "gigya-api-key", "kamereon-root-url", "kamereon-api-key")
MakeServers = Callable[..., Servers]


@pytest.fixture
def make(websession: requests.Session, monkeypatch: pytest.MonkeyPatch) -> MakeServers:
    for key in KEYS:
        monkeypatch.delenv(f"RENAULT_{key.replace('-', '_').upper()}", raising=False)

    def build(
        locale: str | None,
        country: str | None = None,
        details: dict[str, str] | None = None,
        store: CredentialStore | None = None,
    ) -> Servers:
        transport = Transport(websession)
        transport.retry_pauses = ()
        return Servers(transport, store or CredentialStore(), locale=locale, country=country, details=details)

    return build


def test_the_table_knows_thirty_locales():
    assert len(get_locales()) == 30
    assert all(set(servers) == set(KEYS) for servers in LOCALES.values())


def test_a_known_locale_gives_servers_country_and_language(make: MakeServers):
    servers = make("es-MX")
    assert {key: servers.get(key) for key in KEYS} == LOCALES["es_MX"]
    assert (servers.locale, servers.country, servers.language) == ("es_MX", "MX", "es")
    assert make("fr_FR", "BE").country == "BE"


def test_details_go_before_the_environment_and_that_before_the_table(
    make: MakeServers, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("RENAULT_GIGYA_API_KEY", "rotated")
    monkeypatch.setenv("RENAULT_KAMEREON_API_KEY", "rotated too")
    monkeypatch.setenv("RENAULT_GIGYA_ROOT_URL", "")
    servers = make(
        "fr_FR", details={"kamereon-api-key": "given", "kamereon-root-url": "https://given.example.org/"}
    )
    assert servers.get("gigya-api-key") == "rotated"
    assert servers.get("kamereon-api-key") == "given"
    assert servers.get("kamereon-root-url") == "https://given.example.org"
    assert servers.get("gigya-root-url") == LOCALES["fr_FR"]["gigya-root-url"]


def test_a_store_with_another_locale_forgets_its_servers(make: MakeServers):
    store = CredentialStore()
    make("fr_FR", store=store).get("gigya-root-url")
    assert make("en_AU", store=store).get("gigya-root-url") == LOCALES["en_AU"]["gigya-root-url"]


@pytest.fixture
def bucket(renault: PlayedRenault, monkeypatch: pytest.MonkeyPatch) -> PlayedRenault:
    monkeypatch.setattr(locales, "BUCKET_URL", renault.url + "/config_{locale}.json")
    return renault


def test_an_unknown_locale_is_asked_of_renault(make: MakeServers, bucket: PlayedRenault):
    section = {"apikey": "key", "target": "https://found.example.org"}
    content = {"servers": {"gigyaProd": section, "wiredProd": section}}
    bucket.on("GET", "/config_el_GR.json", Answer(content, headers=[("Content-Type", "binary/octet-stream")]))
    servers = make("el_GR")
    assert servers.get("kamereon-root-url") == "https://found.example.org"
    assert servers.get("gigya-api-key") == "key"
    assert (servers.country, len(bucket.sent)) == ("GR", 1)


@pytest.mark.parametrize(
    "answer",
    [
        Answer(b"<Error>AccessDenied</Error>", 403),
        Answer(b"<html>"),
        Answer([]),
        Answer({"servers": {"gigyaProd": {"apikey": 3, "target": "http://plain.example.org"}}}),
    ],
)
def test_a_locale_that_renault_does_not_tell_is_a_failure(
    make: MakeServers, bucket: PlayedRenault, answer: Answer
):
    bucket.on("GET", "/config_el_GR.json", answer)
    with pytest.raises(RenaultException, match="el_GR"):
        make("el_GR").get("gigya-root-url")


def test_an_unknown_locale_with_all_servers_given_asks_nobody(make: MakeServers, bucket: PlayedRenault):
    servers = make("el_GR", details=dict.fromkeys(KEYS, "https://given.example.org"))
    assert servers.get("gigya-root-url") == "https://given.example.org"
    assert bucket.sent == []


def test_what_is_no_locale_is_not_asked(make: MakeServers, bucket: PlayedRenault):
    with pytest.raises(InvalidInputError):
        make("../../x").get("gigya-root-url")
    with pytest.raises(RenaultException):
        make(None).get("gigya-root-url")
    assert bucket.sent == []


def test_a_login_token_put_into_the_store_signs_in(renault: PlayedRenault, websession: requests.Session):
    store = CredentialStore()
    store["gigya_login_token"] = "st2.s.kept"
    servers = {key: renault.url if key.endswith("url") else "key" for key in KEYS}
    client = RenaultClient(None, websession, "fr_FR", None, servers, store)
    renault.on("GET", "/persons/person-77", {"accounts": [{"accountId": "a"}]})
    assert client.get_person().accounts is not None
    assert client.session.login_token == "st2.s.kept"
    assert renault.sent[0].form["login_token"] == "st2.s.kept"


def test_without_a_session_there_must_be_a_websession(websession: requests.Session):
    with pytest.raises(InvalidInputError):
        RenaultClient(locale="fr_FR")
    assert isinstance(RenaultAccount("a", websession=websession, locale="fr_FR").session, RenaultSession)
