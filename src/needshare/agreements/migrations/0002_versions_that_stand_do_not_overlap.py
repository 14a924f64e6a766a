"""Refuse two versions of one agreement whose dates overlap while both stand, on both databases.

A later migration that alters this table must put the guard back on SQLite, which rebuilds the table;
a test tries the guard on both databases.
"""

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

OVERLAP = """
    EXISTS (
        SELECT 1 FROM agreements_agreementversion other
        WHERE other.agreement_id = NEW.agreement_id AND other.id <> NEW.id
          AND other.status IN ('in_force', 'suspended')
          AND other.starts_on <= NEW.ends_on AND other.ends_on >= NEW.starts_on
    )
"""
MESSAGE = "two versions of an agreement stand at the same time"

SQLITE = [
    f"""
    CREATE TRIGGER agreements_no_overlap_{moment} BEFORE {moment} ON agreements_agreementversion
    WHEN NEW.status IN ('in_force', 'suspended') AND {OVERLAP}
    BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END
    """
    for moment in ("insert", "update")
]
# The agreement is locked first, so that of two at once the second sees what the first committed.
POSTGRESQL = [
    f"""
    CREATE FUNCTION agreements_no_overlap() RETURNS trigger LANGUAGE plpgsql AS $guard$
    BEGIN
        IF NEW.status IN ('in_force', 'suspended') THEN
            PERFORM 1 FROM agreements_agreement WHERE id = NEW.agreement_id FOR UPDATE;
            IF {OVERLAP} THEN
                RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation';
            END IF;
        END IF;
        RETURN NEW;
    END $guard$
    """,
    """
    CREATE TRIGGER agreements_no_overlap BEFORE INSERT OR UPDATE ON agreements_agreementversion
    FOR EACH ROW EXECUTE FUNCTION agreements_no_overlap()
    """,
]


def guard(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    with editor.connection.cursor() as cursor:
        for statement in POSTGRESQL if editor.connection.vendor == "postgresql" else SQLITE:
            cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("agreements", "0001_initial")]
    operations = [migrations.RunPython(guard, elidable=False)]
