from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.utils.text import slugify


class CustomerManager(BaseUserManager):
    def create_user(self, email, password, **fields):
        customer = self.model(email=self.normalize_email(email), **fields)
        customer.slug = self.free_slug(f"{customer.first_name} {customer.last_name}")
        customer.set_password(password)
        customer.save(using=self._db)
        return customer

    def free_slug(self, names):
        stem = slugify(names)[:50].strip("-_") or "customer"
        slug, number = stem, 1
        while self.filter(slug=slug).exists():
            number += 1
            slug = f"{stem[: 49 - len(str(number))]}-{number}"
        return slug


class Customer(AbstractBaseUser, PermissionsMixin):
    email = models.EmailField(unique=True)
    first_name = models.CharField(max_length=150)
    last_name = models.CharField(max_length=150)
    slug = models.SlugField(max_length=50, unique=True)
    date_of_birth = models.DateField(null=True, blank=True)
    is_active = models.BooleanField(default=True)
    is_vendor = models.BooleanField(default=False)
    products_bought_count = models.PositiveIntegerField(default=0)
    total_units_bought = models.PositiveIntegerField(default=0)
    last_purchase_date = models.DateTimeField(null=True, blank=True)
    date_joined = models.DateTimeField(auto_now_add=True)

    objects = CustomerManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["first_name", "last_name"]


class Address(models.Model):
    customer = models.OneToOneField(Customer, on_delete=models.CASCADE)
    street_address = models.CharField(max_length=30)
    postal_code = models.PositiveIntegerField()
    city = models.CharField(max_length=50)
    state = models.CharField(max_length=50)
    country = models.CharField(max_length=30)
