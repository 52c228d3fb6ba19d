"""Where static files are served from: their names change with their content, inside JavaScript's imports too."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFilesStorage(CompressedManifestStaticFilesStorage):
    support_js_module_import_aggregation = True
