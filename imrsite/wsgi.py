"""The WSGI application that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "imrsite.settings")
application = get_wsgi_application()

# Loaded here, once before the fork, and not by the first visitor of each worker: the views and the vocabularies.
from search.query.grammar import understand  # noqa: E402 - only a site that is set up can load it

get_resolver().url_patterns  # noqa: B018 - reading it imports every view
understand("physical therapy")
