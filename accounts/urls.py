"""Addresses of people: my community, my family, my data."""

from django.urls import path

from . import area_views, device_views, family_views, pickup_views, signin_views, tie_views

app_name = "accounts"
urlpatterns = [
    path("areas/", area_views.choose, name="areas"),
    path("my/family/", family_views.listing, name="family"),
    path("my/family/new/", family_views.add, name="family_add"),
    path("my/family/<int:pk>/", family_views.edit, name="family_edit"),
    path("my/family/<int:pk>/remove/", family_views.remove, name="family_remove"),
    path("my/family/<int:pk>/consents/<str:purpose>/", family_views.withdraw, name="family_withdraw"),
    path("my/family/<int:pk>/consents/<str:purpose>/again/", family_views.agree_again, name="family_agree"),
    path("my/family/<int:pk>/pickup/", pickup_views.lists, name="pickup"),
    path("my/family/guardians/new/", tie_views.invite_guardian, name="guardian_new"),
    path("my/family/guardians/<int:pk>/", tie_views.guardian, name="guardian"),
    path("my/family/mandates/new/", tie_views.give_mandate, name="mandate_new"),
    path("my/family/mandates/<int:pk>/", tie_views.mandate, name="mandate"),
    path("my/profile/", family_views.profile, name="profile"),
    path("accounts/devices/", device_views.listing, name="devices"),
    path("accounts/confirm/", signin_views.step_up, name="stepup"),
    path("accounts/phone/", signin_views.new_phone, name="new_phone"),
    path("accounts/phone/code/", signin_views.new_phone_code, name="new_phone_code"),
]
