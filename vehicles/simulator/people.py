"""The logins of the played world and the accounts that each of them holds."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Account:
    """A Kamereon account: its id, its type (MYRENAULT, MYDACIA, SFDC …) and its VINs."""

    id: str
    type: str
    vins: tuple[str, ...] = ()


@dataclass(frozen=True)
class Login:
    """A Gigya login; `password` None takes any, `two_factor_emails` make it ask for a code."""

    email: str
    person_id: str
    accounts: tuple[Account, ...]
    password: str | None = "demo"
    two_factor_emails: tuple[str, ...] = ()
    country: str = "FR"
    locale: str = "fr-FR"
    first_name: str = ""


PASSWORD = "demo"

LOGINS = (
    Login(
        "alex@example.com",
        "person-alex",
        (
            Account(
                "account-alex-renault",
                "MYRENAULT",
                ("VF1PLAYEDZE400001", "VF1PLAYEDZE500002", "VF1PLAYEDR5500003"),
            ),
        ),
        first_name="Alex",
    ),
    Login(
        "robin@example.com",
        "person-robin",
        (
            Account("account-robin-renault", "MYRENAULT", ("VF1PLAYEDME600004",)),
            Account("account-robin-sales", "SFDC"),
            Account("account-robin-dacia", "MYDACIA", ("UU1PLAYEDSP270005",)),
        ),
        two_factor_emails=("robin@example.com", "robin.spare@example.org"),
        first_name="Robin",
    ),
    Login(
        "kim@example.com",
        "person-kim",
        (
            Account("account-kim-renault", "MYRENAULT", ("VF1PLAYEDCA200006", "VF1PLAYEDAU200007")),
            Account("account-kim-dacia", "MYDACIA", ("UU1PLAYEDDU300008",)),
        ),
        first_name="Kim",
    ),
    Login(
        "empty@example.com",
        "person-empty",
        (Account("account-empty-renault", "MYRENAULT"),),
        first_name="Noa",
    ),
)
