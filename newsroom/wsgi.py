"""The WSGI application that gunicorn serves: kept pages, Django for the rest, all of it compressed on its way out."""

import os

from django.core.wsgi import get_wsgi_application

from newsroom.compression import Compressed

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
django = get_wsgi_application()

from articles.views.keeping import KeptPages  # noqa: E402  (it needs Django set up)

application = Compressed(KeptPages(django))
