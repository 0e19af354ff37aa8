"""Fills the shop, with every fault that shops have, and prints who should be able to sign in, and who should not."""

import json
from datetime import date, datetime

import django

django.setup()

from django.contrib.auth.hashers import Argon2PasswordHasher, PBKDF2PasswordHasher, PBKDF2SHA1PasswordHasher
from shop.hashers import OlderHasher
from shop.models import Address, Customer

# Most with few iterations: each sign-in costs what its hash does.
older, usual, sha1, argon2 = OlderHasher(), PBKDF2PasswordHasher(), PBKDF2SHA1PasswordHasher(), Argon2PasswordHasher()
expected = []


def add(n, comes=True, can_sign_in=True, hasher=older, password=None, **fields):
    password = password or f"pass word {n} é"
    fields = {"email": f"shopper{n}@example.com", "username": f"shopper{n}", "first_name": "Ada", "last_name": "Lovelace"} | fields
    fields = {"password": hasher.encode(password, hasher.salt()), "date_joined": datetime(2019, 3, 31, 2, 30, n % 60, 123456)} | fields
    customer = Customer.objects.create(**fields)
    expected.append({"email": fields["email"].strip(), "password": password, "comes": comes, "signsIn": comes and can_sign_in})
    return customer


for n in range(300):
    customer = add(n, date_of_birth=date(1950 + n % 50, 2, 28), last_login=datetime(2024, 1, 1) if n % 3 else None)
    if n % 2:
        Address.objects.create(customer=customer, street_address=f"Ring {n}", postal_code=1067, city="Dresden", state="SN", country="DE")
for n, hasher in enumerate([usual, sha1, argon2], 300):
    add(n, hasher=hasher)
add(310, password="!1234567 ends with a blank ")
Customer.objects.create(username="unusable", email="unusable@example.com", password="!" + "x" * 40, date_joined=datetime(2020, 1, 1))
expected.append({"email": "unusable@example.com", "password": "!" + "x" * 40, "comes": True, "signsIn": False})
add(320, first_name="", last_name="")
add(321, first_name="李", last_name='O"Neil, \\ \t’ 🙂')
add(322, email="Shopper322@EXAMPLE.COM")
add(323, email="shopper.323@münchen.example")
add(324, is_active=False, can_sign_in=False)
add(325, date_joined=datetime(1, 1, 1), last_login=datetime(9999, 12, 31, 23, 59, 59))
add(326, slug="ada-lovelace", is_vendor=True, products_bought_count=3, total_units_bought=7)
add(327, slug="ada-lovelace")
add(328, email="SHOPPER1@Example.com", comes=False)
add(329, email="", comes=False)
add(330, email="nobody", comes=False)
Customer.objects.create(username="damaged", email="damaged@example.com", password="pbkdf2_sha256$99999999$salt$absurd", date_joined=datetime(2020, 1, 1))
expected.append({"email": "damaged@example.com", "password": "x", "comes": False, "signsIn": False})
print(json.dumps(expected))
