from django.contrib.auth.password_validation import validate_password
from rest_framework import serializers

from .models import Address, Customer


class AddressSerializer(serializers.ModelSerializer):
    class Meta:
        model = Address
        fields = ["street_address", "postal_code", "city", "state", "country"]


class ProfileSerializer(serializers.ModelSerializer):
    address = AddressSerializer(read_only=True, allow_null=True, default=None)

    class Meta:
        model = Customer
        fields = ["email", "first_name", "last_name", "slug", "date_of_birth", "address", "last_purchase_date"]
        read_only_fields = ["slug", "last_purchase_date"]


class RegistrationSerializer(ProfileSerializer):
    password = serializers.CharField(write_only=True, validators=[validate_password])
    password2 = serializers.CharField(write_only=True)

    class Meta(ProfileSerializer.Meta):
        fields = [*ProfileSerializer.Meta.fields, "password", "password2"]

    def validate(self, data):
        if data["password"] != data.pop("password2"):
            raise serializers.ValidationError({"error": "Passwords don't match"})
        return data

    def create(self, data):
        return Customer.objects.create_user(**data)
