"""Who may sign in to the web application, and who has. Secrets are kept as hashes only."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from adapters.rows import insert, insert_events
from adapters.store import Store
from adapters.tables import events
from adapters.user_tables import sessions, users
from domain.case import Event
from domain.errors import ActRefused, NotFound
from domain.user import Language, Session, User, UserRole

SEEN_EVERY = timedelta(minutes=1)  # how often it is written down that a session is used


@dataclass(frozen=True)
class NewUser:
    """Who is to be added. `password` is its hash, None where single sign-on lets them in;
    `must_change` when whoever adds them knows it."""

    login: str
    name: str
    role: UserRole
    password: str | None
    language: Language = "sv"
    is_demo: bool = False
    subject: str | None = None
    must_change: bool = False


def add_user(store: Store, new: NewUser, who: str, now: datetime) -> User:
    """Add somebody. ActRefused when the login or the name is taken: two persons' acts must not look
    like one's, whatever their capitals and spaces."""
    made = "u-" + secrets.token_hex(8)
    with store.database.writing() as connection:
        taken = sa.or_(users.c.login == new.login, users.c.name_key == name_key(new.name))
        if connection.execute(sa.select(users.c.id).where(taken)).first():
            raise ActRefused("Namnet eller inloggningsnamnet finns redan. Välj ett annat.")
        row: dict[str, object] = {
            "id": made,
            "login": new.login,
            "name": " ".join(new.name.split()),
            "name_key": name_key(new.name),
            "role": new.role,
            "language": new.language,
            "password": new.password,
            "subject": new.subject,
            "is_active": True,
            "is_demo": new.is_demo,
            "must_change": new.must_change,
            "created_at": now,
        }
        insert(connection, users, [row])
        insert_events(connection, [_event(made, "user_added", who, now, new.role)])
        return _user(connection.execute(sa.select(users).where(users.c.id == made)).one())


def change_user(
    store: Store, user: str, changed: dict[str, object], who: str, at: datetime
) -> None:
    """Change role, language, activity, subject or password (a hash) of somebody. Whoever is no
    longer let in, or has another role or password, is signed out everywhere."""
    with store.database.writing() as connection:
        here = users.c.id == user
        if connection.execute(users.update().where(here).values(changed)).rowcount != 1:
            raise NotFound("Den användaren finns inte.")
        if changed.keys() & {"role", "is_active", "password"}:
            connection.execute(sessions.delete().where(sessions.c.user == user))
        insert_events(connection, [_event(user, "user_changed", who, at, " ".join(changed))])


def password_changes(store: Store, user: str, most: int) -> tuple[tuple[datetime, str], ...]:
    """When somebody's password was changed and by whom, the latest first: so that they see what
    they have not done themselves."""
    query = sa.select(events.c.at, events.c.who, events.c.why).where(
        events.c.subject == user, events.c.what == "user_changed"
    )
    with store.database.reading() as connection:
        rows = connection.execute(query.order_by(events.c.number.desc())).all()
    return tuple((row.at, row.who) for row in rows if "password" in row.why.split())[:most]


def all_users(store: Store) -> tuple[User, ...]:
    """Everybody, by name."""
    with store.database.reading() as connection:
        return tuple(map(_user, connection.execute(sa.select(users).order_by(users.c.name_key))))


def by_login(store: Store, login: str) -> tuple[User, str | None] | None:
    """Who has this login, with the hash of their password."""
    with store.database.reading() as connection:
        row = connection.execute(sa.select(users).where(users.c.login == login)).one_or_none()
    return None if row is None else (_user(row), row.password)


def by_subject(store: Store, subject: str) -> User | None:
    """Who is this to the provider of single sign-on."""
    with store.database.reading() as connection:
        row = connection.execute(sa.select(users).where(users.c.subject == subject)).one_or_none()
    return None if row is None else _user(row)


def open_session(store: Store, user: User, now: datetime) -> tuple[str, str]:
    """Sign somebody in: the token for the cookie, and what their forms carry against forgery."""
    token, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    row: dict[str, object] = {
        "token": hashed(token),
        "user": user.id,
        "csrf": csrf,
        "created_at": now,
        "seen_at": now,
    }
    with store.database.writing() as connection:
        insert(connection, sessions, [row])
        insert_events(connection, [_event(user.id, "signed_in", user.name, now)])
    return token, csrf


def session(
    store: Store, token: str, now: datetime, idle: timedelta, most: timedelta
) -> Session | None:
    """The session of a cookie, if it has been used within `idle` and is no older than `most`."""
    query = (
        sa.select(users, sessions.c.csrf, sessions.c.created_at.label("began"), sessions.c.seen_at)
        .join(sessions, sessions.c.user == users.c.id)
        .where(sessions.c.token == hashed(token))
    )
    with store.database.reading() as connection:
        row = connection.execute(query).one_or_none()
    if row is None or not row.is_active:
        return None
    if now - row.seen_at > idle or now - row.began > most:
        return None
    if now - row.seen_at > SEEN_EVERY:
        with store.database.writing() as connection:
            here = sessions.c.token == hashed(token)
            connection.execute(sessions.update().where(here).values(seen_at=now))
    return Session(user=_user(row), csrf=row.csrf, created_at=row.began, seen_at=row.seen_at)


def close_session(store: Store, token: str, now: datetime) -> None:
    """Sign out. Doing it again does nothing."""
    with store.database.writing() as connection:
        gone = sessions.delete().where(sessions.c.token == hashed(token))
        user = connection.scalar(gone.returning(sessions.c.user))
        if user is None:
            return
        name = connection.scalar(sa.select(users.c.name).where(users.c.id == user))
        insert_events(connection, [_event(user, "signed_out", name or "", now)])


def forget_sessions(store: Store, before: datetime) -> None:
    """Remove the sessions that began before then."""
    with store.database.writing() as connection:
        connection.execute(sessions.delete().where(sessions.c.created_at < before))


def name_key(name: str) -> str:
    """A name as persons are told apart by it: capitals and spaces make nobody another
    (pipeline.rulings.person)."""
    return " ".join(name.casefold().split())[:255]


def hashed(secret: str) -> str:
    """What is kept of a secret that chance has made. Not for passwords: those can be guessed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _event(user: str, what: str, who: str, at: datetime, why: str = "") -> Event:
    return Event(subject=user, at=at, who=who, what=what, why=why)


def _user(row: sa.Row[tuple[object, ...]]) -> User:
    return User(
        id=row.id,
        login=row.login,
        name=row.name,
        role=row.role,
        language=row.language,
        is_active=row.is_active,
        is_demo=row.is_demo,
        must_change=row.must_change,
        password=row.password is not None,
    )
