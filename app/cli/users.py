"""`flask users ...`: who can log in."""

import json
import secrets

import click
from flask.cli import AppGroup

from app.accounts import operations, passwords, queries
from app.accounts.models import User
from app.accounts.permissions import Role
from app.core import clock
from app.core.unit_of_work import unit_of_work

users = AppGroup("users", help="Who can log in.")


@users.command("create")
@click.argument("email")
@click.option("--name", default="", help="The name that others see; by default the address before the @.")
@click.option("--role", type=click.Choice([role.value for role in Role]), default=Role.ADMIN.value, show_default=True)
@click.option("--password", default="", help="By default a password is made up and printed.")
def create(email: str, name: str, role: str, password: str) -> None:
    """Add a user. The first one of a site is an admin."""
    chosen = password or secrets.token_urlsafe(12)
    faults = passwords.faults(chosen)
    if faults:
        raise click.ClickException(faults[0].message)
    hashed = passwords.hashed(chosen)
    with unit_of_work():
        user = operations.create_user(
            email=email,
            name=name or email.split("@", maxsplit=1)[0],
            role=Role(role),
            password_hash=hashed,
            now=clock.now(),
        )
    click.echo(f"{user.email} can log in as {user.role.value}." + ("" if password else f" Password: {chosen}"))


@users.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_(as_json: bool) -> None:
    """Everybody who can log in."""
    rows = [{"email": u.email, "name": u.name, "role": u.role.value, "active": u.active} for u in queries.list_users()]
    click.echo(
        json.dumps(rows, indent=2)
        if as_json
        else "\n".join(_line(user) for user in queries.list_users()) or "Nobody yet."
    )


def _line(user: User) -> str:
    return f"{user.email}  {user.role.value}  {user.name}" + ("" if user.active else "  (disabled)")


@users.command("disable")
@click.argument("email")
def disable(email: str) -> None:
    """Log somebody out everywhere and for good."""
    with unit_of_work():
        user = queries.find_user(email)
        if user is not None:
            operations.set_active(user, active=False)
    if user is None:
        raise click.ClickException(f"Nobody has the address {email}.")
    click.echo(f"{user.email} can no longer log in.")


@users.command("set-password")
@click.argument("email")
@click.option("--password", prompt=True, hide_input=True, confirmation_prompt=True)
def set_password(email: str, password: str) -> None:
    """Give somebody a new password and end all their sessions."""
    faults = passwords.faults(password)
    if faults:
        raise click.ClickException(faults[0].message)
    hashed = passwords.hashed(password)
    with unit_of_work():
        user = queries.find_user(email)
        if user is not None:
            operations.set_password(user, hashed)
    if user is None:
        raise click.ClickException(f"Nobody has the address {email}.")
    click.echo(f"{user.email} has a new password.")
