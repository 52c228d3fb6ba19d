"""The WSGI application that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

from newsroom.compression import Compressed

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
application = Compressed(get_wsgi_application())
