from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2idHasher(Argon2PasswordHasher):
    """At the cost that Patron has, too."""

    time_cost = 2
    memory_cost = 19456
    parallelism = 1
