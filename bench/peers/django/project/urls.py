from customers.views import ProfileView, RegistrationView
from django.urls import path
from rest_framework_simplejwt.views import TokenObtainPairView

urlpatterns = [
    path("api/v1/customers/", RegistrationView.as_view()),
    path("api/v1/customers/<int:pk>/", ProfileView.as_view()),
    path("auth/token/", TokenObtainPairView.as_view()),
]
