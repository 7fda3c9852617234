"""The addresses of what people keep and take away."""

from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from search.views import accounts, briefs, digest, exports, feeds, saved, sign_ins

urlpatterns = [
    # These are only read: there is no form to look for a token in.
    path("search.csv", csrf_exempt(exports.results_csv), name="search-csv"),
    path("search.atom", csrf_exempt(feeds.results_atom), name="search-atom"),
    path("search/download.json", csrf_exempt(exports.results_download), name="search-download"),
    path("saved/", saved.saved_searches, name="saved"),
    path("saved/add/", saved.save_search, name="save-search"),
    path("saved/<int:pk>/", saved.saved_search, name="saved-search"),
    path("saved/<int:pk>/run/", saved.run_saved_search, name="run-saved-search"),
    path("saved/<int:pk>/seen/", saved.see_saved_search, name="see-saved-search"),
    path("saved/<int:pk>/delete/", saved.delete_saved_search, name="delete-saved-search"),
    path("briefs/", briefs.briefs, name="briefs"),
    path("briefs/add/", briefs.collect_items, name="collect"),
    path("briefs/<int:pk>/", briefs.brief, name="brief"),
    path("briefs/<int:pk>/print/", briefs.print_brief, name="print-brief"),
    path("briefs/<int:pk>/brief.<slug:ending>", briefs.brief_file, name="brief-file"),
    path("briefs/<int:pk>/delete/", briefs.delete_brief, name="delete-brief"),
    path("digest/stop/<str:token>/", digest.stop, name="stop-digest"),
    path("accounts/password/forgotten/", accounts.PasswordForgotten.as_view(), name="password_reset"),
    path("accounts/sign-up/", accounts.sign_up, name="sign-up"),
    path("accounts/sign-ins/", sign_ins.sign_ins, name="sign-ins"),
    path("accounts/e-mail/", accounts.email, name="email"),
    path("accounts/e-mail/<str:token>/", accounts.confirm_email, name="confirm-email"),
]
