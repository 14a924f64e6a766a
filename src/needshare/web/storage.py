"""How static files are named and served in production: by content, compressed, cached for ever."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):
    """Name files by their content, also where one script imports another."""

    support_js_module_import_aggregation = True
