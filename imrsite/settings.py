"""The site's settings. Every one that a deployment may change comes from the environment; the README lists them."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import Any

import dj_database_url

from imrsite import environment as env

# Whatever this site writes is for its owner alone.
os.umask(0o077)
env.need_memory(256)
BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = env.folder("DATA_DIR", BASE_DIR / "var")

# Where it listens
HOST = env.text("HOST", "127.0.0.1")
PORT = env.number("PORT", 8000, least=1, most=65535)
# Gunicorn's, read here so that every command says what is wrong with them.
WEB_WORKERS = env.number("WEB_WORKERS", 2, least=1, most=64)
WEB_THREADS = env.number("WEB_THREADS", 4, least=1, most=64)
ACCESS_LOG = env.flag("ACCESS_LOG", False)

# Who may reach it, and how
DEBUG = env.flag("DEBUG", False)
SECRET_KEY = env.secret_key(DATA_DIR)
ALLOWED_HOSTS = env.host_names("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_FAILURE_VIEW = "search.views.errors.too_old"
CSRF_TRUSTED_ORIGINS = env.web_origins("CSRF_TRUSTED_ORIGINS")
HTTPS = env.flag("HTTPS", False)
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
BEHIND_PROXY = env.flag("BEHIND_PROXY", False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# What the site calls itself, and what it lets strangers and robots do
SITE_NAME = env.text("SITE_NAME", "IMR Precedents")
# A sign beside the name, the colour of links and buttons, and a sentence of the owner's at the foot of every page.
SITE_MARK = env.short_text("SITE_MARK", "§", 3)
SITE_ACCENT = env.colour("SITE_ACCENT")
SITE_FOOTER = env.text("SITE_FOOTER", "")
# Templates in this folder stand in for ours of the same name.
TEMPLATES_DIR = env.existing_folder("TEMPLATES_DIR", DATA_DIR / "templates")
# What the address of a withdrawn letter says: that it is gone, why it is gone, or nothing, as if it had never been.
WITHDRAWN_SHOWS = env.choice("WITHDRAWN_SHOWS", "gone", ("gone", "reason", "nothing"))
# Where people reach it: mails and feeds have no other way to know.
SITE_URL = env.web_address("SITE_URL", "")
SAMPLES = env.flag("SAMPLES", True)
# Whom to ask: for an account, about a letter, when something is wrong. A mail address, or a sentence.
SITE_CONTACT = env.text("SITE_CONTACT", "")
ALLOW_INDEXING = env.flag("ALLOW_INDEXING", False)
ALLOW_SIGN_UP = env.flag("ALLOW_SIGN_UP", False)

INSTALLED_APPS = [
    # The admin's pages are found with the addresses, so that commands load no pages.
    "imrsite.apps.StaffConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    # Before Haystack: of two commands of one name the first app's is taken, and its rebuild_index empties the index.
    "search",
    "haystack",
    "django_tasks",
    "django_tasks_db",
]
MIDDLEWARE = [
    "search.views.middleware.numbered_requests",
    "search.views.errors.worded",
    "search.views.measuring.measured",
    "search.views.health.probes_of_the_machine",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "search.views.remembering.Remembering",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "search.views.middleware.who_acts",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "search.views.middleware.content_security_policy",
    "search.views.middleware.never_keep_personal_pages",
    "search.views.unavailable.AnswersWithoutDatabase",
]
ROOT_URLCONF = "imrsite.urls"
WSGI_APPLICATION = "imrsite.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [TEMPLATES_DIR, BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "search.views.context.site",
            ]
        },
    }
]

# The database: SQLite beside the site, or whatever DATABASE_URL names
DATABASE_WAIT = env.number("DATABASE_WAIT", 30, least=1, most=600)
SQLITE: dict[str, Any] = {
    "ENGINE": "search.operating.sqlite",
    # Each test process has its own, in memory; by another engine than Django's, the plugin for tests must be told.
    "TEST": {"NAME": ":memory:"},
    "CONN_MAX_AGE": None,
    "CONN_HEALTH_CHECKS": True,
    "OPTIONS": {
        # A worker writes beside the site: readers must not block, and a writer takes its lock at the start and waits.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536;",
        "transaction_mode": "IMMEDIATE",
        "timeout": DATABASE_WAIT,
    },
}


def database() -> dict[str, Any]:
    """The one database, from DATABASE_URL or SQLite in the data folder."""
    url = env.text("DATABASE_URL", "")
    if not url:
        return {**SQLITE, "NAME": DATA_DIR / "imr.sqlite3"}
    try:
        parsed: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True))
    except (ValueError, KeyError):  # whose own words may hold the password
        parsed = {}
    if str(parsed.get("ENGINE")).endswith("sqlite3"):
        return {**parsed, **SQLITE}
    if not str(parsed.get("ENGINE")).endswith("postgresql") or not parsed["NAME"]:
        env.refuse("DATABASE_URL must be such as postgres://user:password@host/name, or left out for SQLite.")
    waiting = f"-c lock_timeout={DATABASE_WAIT}s"
    parsed["OPTIONS"] = {"connect_timeout": 5, "options": waiting, **parsed.get("OPTIONS", {})}
    return parsed


DATABASES = {"default": database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Pages that are the same for everybody, remembered by each web process; 0 remembers none
PAGE_MEMORY_MB = env.number("PAGE_MEMORY_MB", 32, most=10_000)

# The index: a folder beside the site, or the OpenSearch cluster whose machines SEARCH_URL names
SEARCH_URL = env.cluster_addresses("SEARCH_URL")
HAYSTACK_CONNECTIONS: dict[str, dict[str, Any]] = {
    "default": {
        "ENGINE": "search.index.opensearch.haystack.OpenSearchEngine",
        "URL": SEARCH_URL,
        "INDEX_NAME": env.text("SEARCH_INDEX", "imr"),
        "SHARDS": env.number("SEARCH_SHARDS", 3, least=1, most=1_000),
        "REPLICAS": env.number("SEARCH_REPLICAS", 1, least=0, most=10),
        "TIMEOUT": env.number("SEARCH_TIMEOUT", 10, least=1, most=600),
        # The certificate of whoever signed those of the cluster, where the machine does not trust it already.
        "CA": env.existing_file("SEARCH_CA"),
        "SILENTLY_FAIL": False,
    }
    if SEARCH_URL
    else {
        "ENGINE": "search.index.whoosh.WhooshEngine",
        "PATH": str(DATA_DIR / "index"),
        "SILENTLY_FAIL": False,
    }
}
# Only our items are in the index: no need to ask every document what it is on every search.
HAYSTACK_LIMIT_TO_REGISTERED_MODELS = False

# Background work: rows in our own database, done by `manage.py db_worker`
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# Files
MEDIA_ROOT = DATA_DIR / "media"
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
# Who starts gunicorn by hand on a fresh copy has pages all the same.
WHITENOISE_USE_FINDERS = not (STATIC_ROOT / "staticfiles.json").exists()
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": env.media_store(),
    "staticfiles": {"BACKEND": "search.operating.collected.Collected"},
}
MAX_FILE_MB = env.number("MAX_FILE_MB", 20, least=1, most=1_000)
MAX_ARCHIVE_MB = env.number("MAX_ARCHIVE_MB", 2_000, least=1, most=1_000_000)
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 2**20
DATA_UPLOAD_MAX_NUMBER_FILES = 1_000
# Django counts an address's parameters too; the longest request line holds about four thousand, and none is an error.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
KEEP_ORIGINALS = env.flag("KEEP_ORIGINALS", True)
# Whether readers may open a letter as it came.
PUBLIC_ORIGINALS = env.flag("PUBLIC_ORIGINALS", False)

# People
LOGIN_URL = "login"
PASSWORD_RESET_TIMEOUT = 3 * 86_400
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "imr-precedents@localhost")
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if env.text("EMAIL_HOST", "")
    # Where people meet the site as it is meant, mails that reach nobody must not be said to be on their way.
    else ("search.keeping.no_mail.NoMail" if HTTPS else "django.core.mail.backends.console.EmailBackend")
)
EMAIL_HOST = env.text("EMAIL_HOST", "")
EMAIL_PORT = env.number("EMAIL_PORT", 587, least=1, most=65535)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", True)

LANGUAGE_CODE = "en-us"
TIME_ZONE = env.time_zone("TIME_ZONE", "America/Los_Angeles")
USE_I18N = False
USE_TZ = True

LOG_DIR = env.folder("LOG_DIR", DATA_DIR / "logs")
# A disk that is full is no reason to write a trace for every line that it refuses.
logging.raiseExceptions = DEBUG
LOG_FORMAT = env.choice("LOG_FORMAT", "line", ("line", "json"))
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    # One for each handler: they count lines.
    "filters": {name: {"()": "search.operating.logs.Sparing"} for name in ("console", "file")},
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name} [{request_id}] {message}", "style": "{"},
        "json": {"()": "search.operating.logs.AsJson"},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT, "filters": ["console"]},
        "file": {
            "class": "search.operating.logs.File",
            "filename": str(LOG_DIR / "site.log"),
            "formatter": LOG_FORMAT,
            "filters": ["file"],
            "delay": True,
        },
    },
    "root": {
        "handlers": ["console", "file"],
        "level": env.choice("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR")),
    },
}

SILENCED_SYSTEM_CHECKS = [] if HTTPS else ["security.W004", "security.W008", "security.W012", "security.W016"]
