from rest_framework import generics, permissions

from .models import Customer
from .serializers import ProfileSerializer, RegistrationSerializer


class IsOneself(permissions.IsAuthenticated):
    def has_object_permission(self, request, view, customer):
        return customer == request.user


class RegistrationView(generics.CreateAPIView):
    serializer_class = RegistrationSerializer
    authentication_classes = []
    permission_classes = [permissions.AllowAny]


class ProfileView(generics.RetrieveAPIView):
    queryset = Customer.objects.select_related("address")
    serializer_class = ProfileSerializer
    permission_classes = [IsOneself]
