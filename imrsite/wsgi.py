"""The WSGI application that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver
from django.utils.module_loading import import_string

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "imrsite.settings")
application = get_wsgi_application()

# Loaded here, once before the fork, and not by the first visitor of each worker: every view, and the vocabularies.
get_resolver().url_patterns  # noqa: B018 - reading it imports every view
import_string("search.query.grammar.understand")("physical therapy")
import_string("search.operating.collected.say_if_missing")()
