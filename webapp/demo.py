"""The demo's users: made up people with a password that everybody knows. Outside demo mode the
application does not start while one of them may sign in."""

from datetime import UTC, datetime

from adapters.store import Store
from adapters.users import NewUser, add_user, all_users
from domain.errors import SettingsError
from domain.user import UserRole
from webapp.passwords import hash_password

DEMO_PASSWORD = "visa-demon-tack"
DEMO_USERS: tuple[tuple[str, str, UserRole], ...] = (
    ("post", "Petra Post", "mailroom"),
    ("elsa", "Elsa Exempel", "reviewer"),
    ("rolf", "Rolf Rättvis", "reviewer"),
    ("per", "Per Prov", "lead"),
    ("rut", "Rut Revisor", "auditor"),
    ("admin", "Ada Admin", "admin"),
)


def add_demo_users(store: Store) -> None:
    """Those that are not there already."""
    known = {one.login for one in all_users(store)}
    for login, name, role in DEMO_USERS:
        if login not in known:
            password = hash_password(DEMO_PASSWORD, login)
            new = NewUser(login, name, role, password, is_demo=True)
            add_user(store, new, "anslut", datetime.now(UTC))


def refuse_demo_users(store: Store) -> None:
    """SettingsError when somebody could sign in with the password that everybody knows."""
    if any(one.is_demo and one.is_active for one in all_users(store)):
        raise SettingsError(
            "Databasen har demons användare, vars lösenord alla känner till. Starta med "
            "ANSLUT_DEMO=true, eller välj en annan databas."
        )
