"""Keep the tokens of PostgreSQL's index in a table of their own, as SQLite does (ADR 0038).

Where rows are shown by owner, PostgreSQL asks no index that could tell of a row before it is known whether it
may be seen: it read the whole table, and made the tokens of every row anew. The table is closed to the role that
serves; the view `search_token` shows it to work that runs in a context, and the trigger writes it.
"""

from django.db import migrations

LAY = (
    """
    CREATE TABLE "search_tokenrow" (
        "id" uuid PRIMARY KEY, "number" bigint NOT NULL, "tokens" tsvector NOT NULL
    ) WITH (toast_tuple_target = 128)
    """,
    """
    INSERT INTO "search_tokenrow"
        SELECT "id", "number", array_to_tsvector(string_to_array("tokens", ' ')) FROM "search_indexedrecord"
    """,
    'CREATE INDEX "search_token_tokens" ON "search_tokenrow" USING gin ("tokens")',
    'ALTER TABLE "search_tokenrow" ENABLE ROW LEVEL SECURITY',
    """
    CREATE VIEW "search_token" AS SELECT "id", "number", "tokens" FROM "search_tokenrow"
        WHERE (SELECT coalesce(current_setting('needshare.context', true), '')) <> ''
    """,
    """
    CREATE FUNCTION "search_token_keep"() RETURNS trigger LANGUAGE plpgsql
        SECURITY DEFINER SET search_path = public, pg_temp AS $keep$
    BEGIN
        IF TG_OP <> 'INSERT' THEN
            DELETE FROM "search_tokenrow" WHERE "id" = OLD."id";
        END IF;
        IF TG_OP <> 'DELETE' THEN
            INSERT INTO "search_tokenrow" ("id", "number", "tokens")
                VALUES (NEW."id", NEW."number", array_to_tsvector(string_to_array(NEW."tokens", ' ')));
        END IF;
        RETURN NULL;
    END $keep$
    """,
    """
    CREATE TRIGGER "search_token_kept" AFTER INSERT OR DELETE OR UPDATE OF "tokens" ON "search_indexedrecord"
        FOR EACH ROW EXECUTE FUNCTION "search_token_keep"()
    """,
    'DROP INDEX "search_indexedrecord_tokens"',
)
TAKE_AWAY = (
    """
    CREATE INDEX "search_indexedrecord_tokens" ON "search_indexedrecord"
        USING gin (array_to_tsvector(string_to_array("tokens", ' ')))
    """,
    'DROP TRIGGER "search_token_kept" ON "search_indexedrecord"',
    'DROP FUNCTION "search_token_keep"()',
    'DROP VIEW "search_token"',
    'DROP TABLE "search_tokenrow"',
)


def run(statements):
    def on_postgresql(_apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            for statement in statements:
                schema_editor.execute(statement)

    return on_postgresql


class Migration(migrations.Migration):
    dependencies = [("search", "0007_smaller_pages_of_the_index")]

    operations = [migrations.RunPython(run(LAY), run(TAKE_AWAY))]
