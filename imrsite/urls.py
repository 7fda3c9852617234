"""Every address of the site."""

from django.conf import settings
from django.contrib import admin
from django.contrib.auth import views as auth
from django.urls import include, path

from search.views.signing_in import Slowed

admin.autodiscover()

urlpatterns = [
    path("", include("search.urls")),
    path("", include("search.keeping_urls")),
    # Django's view would have the host's name stand for the site's.
    path(
        "accounts/login/",
        auth.LoginView.as_view(
            authentication_form=Slowed,
            redirect_authenticated_user=True,
            extra_context={"site_name": lambda: settings.SITE_NAME},
        ),
        name="login",
    ),
    path("accounts/logout/", auth.LogoutView.as_view(), name="logout"),
    path("accounts/password/", auth.PasswordChangeView.as_view(), name="password_change"),
    path("accounts/password/done/", auth.PasswordChangeDoneView.as_view(), name="password_change_done"),
    path("accounts/password/forgotten/sent/", auth.PasswordResetDoneView.as_view(), name="password_reset_done"),
    path(
        "accounts/password/new/<uidb64>/<token>/",
        auth.PasswordResetConfirmView.as_view(),
        name="password_reset_confirm",
    ),
    path("accounts/password/new/done/", auth.PasswordResetCompleteView.as_view(), name="password_reset_complete"),
    path("admin/", admin.site.urls),
]
handler400 = "search.views.errors.malformed"
handler403 = "search.views.errors.forbidden"
handler404 = "search.views.errors.missing"
handler500 = "search.views.errors.failed"
