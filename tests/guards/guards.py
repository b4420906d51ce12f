"""Each guard, how it is taken away, and the tests that must then fail; `without.py` tries them all.

A guard is taken away by a change of its source, made in a copy of the project: `old` stands once in the file,
`new` takes its place. A guard of ours that is not in this list is not known to be tested.
"""

from dataclasses import dataclass

ACCESS = "vehicles/views/access.py"
ROUTES = "tests/guards/test_every_route.py::test"
PERSON = f"{ROUTES}_each_person_gets_what_the_table_says"
INTRUSIONS = "tests/guards/test_intrusions.py::test"
THEIRS = f"{ROUTES}_what_is_anothers_looks_like_what_is_not_there"


@dataclass(frozen=True, slots=True)
class Guard:
    what: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]


GUARDS = [
    # Another household's things are not found
    Guard(
        "vehicles of one's household only",
        ACCESS,
        "found = Vehicle.objects.filter(household_id=household)",
        "found = Vehicle.objects.all()",
        (f"{THEIRS}[vehicle]", f"{PERSON}[vehicle-about]"),
    ),
    Guard(
        "charges of that vehicle only",
        ACCESS,
        "ChargeSession.objects.that_count().filter(vehicle_id=of.pk)",
        "ChargeSession.objects.that_count()",
        (f"{THEIRS}[vehicle-charge]",),
    ),
    Guard(
        "deleted charges of that vehicle only",
        ACCESS,
        "ChargeSession.objects.filter(vehicle_id=of.pk, pk=session_id)",
        "ChargeSession.objects.filter(pk=session_id)",
        (f"{THEIRS}[charge-restore]",),
    ),
    Guard(
        "commands of that vehicle only",
        ACCESS,
        "Command.objects.filter(vehicle=of)",
        "Command.objects.all()",
        (f"{THEIRS}[vehicle-command-cancel]",),
    ),
    Guard(
        "members of one's household only",
        ACCESS,
        "Membership.objects.filter(household_id=membership(request).household_id)",
        "Membership.objects.all()",
        (f"{THEIRS}[member]",),
    ),
    Guard(
        "invitations of one's household only",
        ACCESS,
        "Invitation.objects.filter(household_id=membership(request).household_id)",
        "Invitation.objects.all()",
        (f"{THEIRS}[invitation-revoke]",),
    ),
    Guard(
        "one's own access tokens only",
        ACCESS,
        "AccessToken.objects.filter(membership=membership(request))",
        "AccessToken.objects.all()",
        (f"{THEIRS}[token-revoke]",),
    ),
    Guard(
        "logins of one's household only",
        ACCESS,
        "mine = RenaultLogin.objects.filter(household_id=membership(request).household_id)",
        "mine = RenaultLogin.objects.all()",
        (f"{THEIRS}[login-vehicles]",),
    ),
    Guard(
        "pending sign-ins of one's household only",
        ACCESS,
        "mine = LoginChallenge.objects.filter(household_id=membership(request).household_id)",
        "mine = LoginChallenge.objects.all()",
        (f"{THEIRS}[login-code]",),
    ),
    Guard(
        "one's own households only",
        ACCESS,
        'Membership.objects.filter(user_id=key_slot("user"))',
        "Membership.objects.all()",
        (f"{PERSON}[household]", f"{PERSON}[vehicle]"),
    ),
    # Roles and grants
    Guard(
        "who is not signed in signs in first",
        "renault_web/settings.py",
        '    "django.contrib.auth.middleware.LoginRequiredMiddleware",\n',
        "",
        (f"{PERSON}[you]",),
    ),
    Guard(
        "owners only",
        ACCESS,
        "if not membership(request).is_owner:",
        "if False:",
        (f"{PERSON}[household-log]", f"{PERSON}[invite]"),
    ),
    Guard(
        "drivers only",
        ACCESS,
        "    if not may_drive(request, of):\n        raise PermissionDenied",
        "    may_drive(request, of)",
        (f"{PERSON}[vehicle-command-cancel]",),
    ),
    Guard(
        "drivers only, in the planner",
        "vehicles/views/planner.py",
        "        raise PermissionDenied",
        "        pass",
        (f"{PERSON}[planner-clock]",),
    ),
    Guard(
        "drivers only, at charges",
        "vehicles/views/charge_steps.py",
        "            raise PermissionDenied",
        "            pass",
        (f"{PERSON}[charge-delete]",),
    ),
    Guard(
        "a vehicle that is kept from a member",
        ACCESS,
        "found.exclude(Exists(granted.filter(level=Level.NONE)))",
        "found",
        (f"{PERSON}[vehicle]",),
    ),
    Guard(
        "a vehicle that a driver may only look at",
        "vehicles/services/commands.py",
        'return mine.can_drive if granted == "" else granted == Level.DRIVE',
        "return mine.can_drive",
        (f"{PERSON}[charge-delete]",),
    ),
    Guard(
        "positions that are withheld",
        "vehicles/models/vehicle.py",
        'self.positions_on and not getattr(self, "positions_withheld", False)',
        "self.positions_on",
        (
            "tests/guards/test_kept_from_a_member.py::test_where_a_vehicle_is_whose_positions_are_kept_from_them",
        ),
    ),
    Guard(
        "a role is looked at again before sending",
        "vehicles/services/sending.py",
        "if command.asked_by is None or not may_tell(command.asked_by, vehicle):",
        "if False:",
        ("tests/services/test_sending.py::test_a_role_taken_away_between_pressing_and_sending_is_refused",),
    ),
    Guard(
        "a household keeps an owner",
        "vehicles/services/people.py",
        "        raise LastOwner",
        "        pass",
        ("tests/services/test_people.py::test_the_last_owner_neither_leaves_nor_steps_down",),
    ),
    # Proof, sessions, forms
    Guard(
        "what matters asks again who one is",
        "vehicles/views/sudo.py",
        "if is_proven(request):",
        "if True:",
        (f"{ROUTES}_old_proof_of_who_one_is_does_where_the_table_says[invite]",),
    ),
    Guard(
        "forms carry a token",
        "renault_web/settings.py",
        '    "django.middleware.csrf.CsrfViewMiddleware",\n',
        "",
        (
            "tests/guards/test_forged_posts.py::test_what_changes_something_needs_the_forms_token[you]",
            "tests/guards/test_forged_posts.py::test_the_right_token_from_a_foreign_page_is_refused[you]",
        ),
    ),
    Guard(
        "an access token beside a cookie counts for nothing",
        "vehicles/views/bearer.py",
        "if request.COOKIES or not",
        "if not",
        ("tests/guards/test_forged_posts.py::test_an_access_token_beside_a_cookie_is_no_way_round[you]",),
    ),
    Guard(
        "a token opens what says so only",
        "vehicles/views/bearer.py",
        "if wanted is None:",
        "if False:",
        ("tests/views/test_tokens.py::test_a_token_opens_no_page",),
    ),
    Guard(
        "sessions end after 90 days",
        "vehicles/views/session_life.py",
        "LONGEST = timedelta(days=90)",
        "LONGEST = timedelta(days=9000)",
        ("tests/views/test_sessions.py::test_a_session_ends_after_90_days_however_often_it_is_used",),
    ),
    Guard(
        "wrong passwords are counted",
        "vehicles/views/attempts.py",
        "if counted is None:",
        "if False:",
        (
            "tests/views/test_attempts.py::test_the_21st_failure_for_a_person_in_a_day_is_refused_whether_or_not_there_is_one",
        ),
    ),
    Guard(
        "names of the site are known",
        "tests/settings.py",
        'ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]',
        'ALLOWED_HOSTS = ["*"]',
        (f"{INTRUSIONS}_by_a_name_that_is_not_ours_nothing_is_answered[you]",),
    ),
    Guard(
        "signing in leads nowhere else",
        "vehicles/adapters.py",
        "    def is_open_for_signup(",
        "    def is_safe_url(self, url):\n        return True\n\n    def is_open_for_signup(",
        (f"{INTRUSIONS}_signing_in_and_out_and_proving_who_one_is_lead_nowhere_else",),
    ),
    Guard(
        "a form takes its own fields only",
        "vehicles/forms/you.py",
        '            "name",\n            "theme",',
        '            "name",\n            "email",\n            "theme",',
        (f"{INTRUSIONS}_fields_that_a_form_does_not_have_change_nothing[you]",),
    ),
    # Invitations
    Guard(
        "a link opens once, and not when it was withdrawn",
        "vehicles/models/invitation.py",
        "self.filter(used_at=None, revoked_at=None, expires_at__gt=now)",
        "self.filter(expires_at__gt=now)",
        (
            "tests/services/test_people.py::test_whoever_has_the_link_comes_in_once_as_what_it_says",
            "tests/services/test_people.py::test_a_withdrawn_invitation_opens_nothing_and_is_withdrawn_once",
            "tests/services/test_people.py::test_of_two_who_open_one_link_at_the_same_moment_one_comes_in",
        ),
    ),
    Guard(
        "a link ends after five days",
        "vehicles/models/invitation.py",
        "self.filter(used_at=None, revoked_at=None, expires_at__gt=now)",
        "self.filter(used_at=None, revoked_at=None)",
        ("tests/services/test_people.py::test_an_invitation_ends_after_five_days",),
    ),
    Guard(
        "of a link a hash is kept",
        "vehicles/services/invitations.py",
        "return hashlib.sha256(token.encode()).hexdigest()",
        "return token",
        ("tests/services/test_people.py::test_the_database_holds_a_hash_of_the_link_and_not_the_link",),
    ),
    # Secrets and texts
    Guard(
        "log lines are masked",
        "vehicles/logs.py",
        "return mask(super().format(record))",
        "return super().format(record)",
        ("tests/guards/test_canaries.py",),
    ),
    Guard(
        "what the queue keeps of a failure is masked",
        "vehicles/logs.py",
        'told = mask("".join(traceback.format_exception(error)))',
        'told = "".join(traceback.format_exception(error))',
        ("tests/guards/test_canaries.py",),
    ),
    Guard(
        "a look writes nothing",
        "renault_web/settings.py",
        "ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = ",
        "ALLAUTHS_OWN_IS_TAKEN = ",
        (
            "tests/guards/test_quiet_looks.py::test_looking_changes_no_row_and_calls_nobody"
            "[account_reset_password_from_key]",
        ),
    ),
    Guard(
        "nothing inline runs",
        "vehicles/views/headers.py",
        "\"script-src 'self'\"",
        "\"script-src 'self' 'unsafe-inline'\"",
        ("tests/views/test_headers.py::test_the_policy_is_as_strict_as_promised",),
    ),
    Guard(
        "cells of files are no formulas",
        "vehicles/rules/csv_cells.py",
        'return f"\'{cell}" if cell.startswith(_FORMULA_STARTS) else cell',
        "return cell",
        ("tests/guards/test_stored_texts.py::test_a_name_that_begins_like_a_formula_is_text_in_a_file",),
    ),
]
