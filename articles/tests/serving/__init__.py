"""Starting and serving, with the real programs: bin/serve, manage.py prepare, gunicorn."""
