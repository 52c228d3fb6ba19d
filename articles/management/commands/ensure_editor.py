"""`manage.py ensure_editor`: a first editor, where there is no user yet; the password is shown this once."""

import secrets
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand
from django.db import transaction

USERNAME = "editor"
_LETTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Without those that look alike: the password is copied by eye. 16 of them are 92 bits."""


class Command(BaseCommand):
    help = "Creates the superuser «editor» with a random password, printed once; does nothing where there is a user."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        users = get_user_model().objects
        if users.exists():
            return
        password = "".join(secrets.choice(_LETTERS) for _ in range(16))
        with transaction.atomic():
            users.create_superuser(USERNAME, password=password)
            # Shown before the commit: whoever interrupts in between gets another password with the next start.
            self.stdout.write(
                f"\nأول محرّر — اسم المستخدم: {USERNAME}  كلمة السر: {password}\n"
                f"First editor — user name: {USERNAME}  password: {password}\n"
                "(shown only now; /admin/ changes it, and so does manage.py changepassword)\n"
            )
            self.stdout.flush()
