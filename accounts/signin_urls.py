"""The door under /accounts/, with the names by which django-allauth calls its pages. Nothing of it is about passwords or e-mail."""

from django.urls import path

from . import factor_views, signin_views

urlpatterns = [
    path("login/", signin_views.sign_in, name="account_login"),
    path("login/code/", signin_views.enter_code, name="account_confirm_login_code"),
    path("logout/", signin_views.sign_out, name="account_logout"),
    path("inactive/", signin_views.inactive, name="account_inactive"),
    path("factor/", factor_views.index, name="mfa_index"),
    path("factor/show/", factor_views.Authenticate.as_view(), name="mfa_authenticate"),
    path("factor/again/", factor_views.Reauthenticate.as_view(), name="mfa_reauthenticate"),
    path("factor/app/add/", factor_views.Activate.as_view(), name="mfa_activate_totp"),
    path("factor/app/remove/", factor_views.Deactivate.as_view(), name="mfa_deactivate_totp"),
    path("factor/recovery/", factor_views.RecoveryCodes.as_view(), name="mfa_view_recovery_codes"),
    path("factor/recovery/new/", factor_views.NewRecoveryCodes.as_view(), name="mfa_generate_recovery_codes"),
    path("factor/passkeys/add/", factor_views.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path("factor/passkeys/login/", factor_views.LoginPasskey.as_view(), name="mfa_login_webauthn"),
    path("factor/passkeys/again/", factor_views.ReauthenticatePasskey.as_view(), name="mfa_reauthenticate_webauthn"),
    path("factor/passkeys/<int:pk>/remove/", factor_views.RemovePasskey.as_view(), name="mfa_remove_webauthn"),
]
