"""Tells how this version of Django hashes unless told otherwise."""

from django.contrib.auth.hashers import PBKDF2PasswordHasher

print(f"PBKDF2, {PBKDF2PasswordHasher.iterations} rounds")
