from django.contrib.auth.models import AbstractUser
from django.db import models


class Customer(AbstractUser):
    slug = models.SlugField(max_length=50, null=True, blank=True)
    date_of_birth = models.DateField(null=True, blank=True)
    is_vendor = models.BooleanField(default=False)
    products_bought_count = models.PositiveIntegerField(default=0)
    total_units_bought = models.PositiveIntegerField(default=0)
    last_purchase_date = models.DateTimeField(null=True, blank=True)


class Address(models.Model):
    customer = models.OneToOneField(Customer, on_delete=models.CASCADE)
    street_address = models.CharField(max_length=30)
    postal_code = models.PositiveIntegerField()
    city = models.CharField(max_length=50)
    state = models.CharField(max_length=50)
    country = models.CharField(max_length=30)
