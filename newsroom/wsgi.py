"""The WSGI application that gunicorn serves: readers' pages as they are kept, and Django for the rest."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
django = get_wsgi_application()

from articles.views.keeping import KeptPages  # noqa: E402  (it needs Django set up)

application = KeptPages(django)
