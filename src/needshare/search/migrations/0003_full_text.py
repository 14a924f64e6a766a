"""Lay the database's own full-text index over the tokens: FTS5 with triggers, or a GIN index."""

from django.db import migrations

# The index holds no copy of the tokens. `number` is its row: unlike a hidden rowid, VACUUM leaves it alone.
SQLITE = (
    """
    CREATE VIRTUAL TABLE "search_token" USING fts5(
        tokens, content='search_indexedrecord', content_rowid='number',
        tokenize='ascii', detail='none', columnsize=0)
    """,
    """
    CREATE TRIGGER "search_token_added" AFTER INSERT ON "search_indexedrecord" BEGIN
        INSERT INTO "search_token" (rowid, tokens) VALUES (NEW."number", NEW."tokens");
    END
    """,
    """
    CREATE TRIGGER "search_token_changed" AFTER UPDATE OF "tokens" ON "search_indexedrecord" BEGIN
        INSERT INTO "search_token" ("search_token", rowid, tokens)
            VALUES ('delete', OLD."number", OLD."tokens");
        INSERT INTO "search_token" (rowid, tokens) VALUES (NEW."number", NEW."tokens");
    END
    """,
    """
    CREATE TRIGGER "search_token_removed" AFTER DELETE ON "search_indexedrecord" BEGIN
        INSERT INTO "search_token" ("search_token", rowid, tokens)
            VALUES ('delete', OLD."number", OLD."tokens");
    END
    """,
)
POSTGRESQL = (
    """
    CREATE INDEX "search_indexedrecord_tokens" ON "search_indexedrecord"
        USING gin (array_to_tsvector(string_to_array("tokens", ' ')))
    """,
)


def lay(_apps, schema_editor):
    statements = {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]
    for statement in statements:
        schema_editor.execute(statement)


def take_away(_apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute('DROP INDEX "search_indexedrecord_tokens"')
        return
    for name in ("added", "changed", "removed"):
        schema_editor.execute(f'DROP TRIGGER "search_token_{name}"')
    schema_editor.execute('DROP TABLE "search_token"')


class Migration(migrations.Migration):
    dependencies = [("search", "0002_keyed_full_text")]

    operations = [migrations.RunPython(lay, take_away)]
