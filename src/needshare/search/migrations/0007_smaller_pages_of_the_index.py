"""Keep the full-text index of SQLite in smaller pages, so that a list is entered in the middle for less."""

from django.db import migrations

PAGE, USUAL = 1000, 4050


def in_pages(schema_editor, size):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("INSERT INTO search_token (search_token, rank) VALUES ('pgsz', %s)", [size])
        schema_editor.execute("INSERT INTO search_token (search_token) VALUES ('rebuild')")


def smaller(_apps, schema_editor):
    in_pages(schema_editor, PAGE)


def usual(_apps, schema_editor):
    in_pages(schema_editor, USUAL)


class Migration(migrations.Migration):
    dependencies = [("search", "0006_unread_inquiries_are_set_aside")]

    operations = [migrations.RunPython(smaller, usual)]
