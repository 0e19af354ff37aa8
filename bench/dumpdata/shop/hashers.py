from django.contrib.auth.hashers import PBKDF2PasswordHasher


class OlderHasher(PBKDF2PasswordHasher):
    """As Django 1.4 hashed, so that hundreds are made at once."""

    algorithm = "pbkdf2_sha256"
    iterations = 10000
