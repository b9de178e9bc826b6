"""Contests made before they could stand without an offer; and what was decided is never rewritten."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

FILL = """
UPDATE awards_contest SET
    subject_id = (SELECT subject_id FROM awards_offer WHERE id = offer_id),
    record = id::text;
SET CONSTRAINTS ALL IMMEDIATE;
"""

# Of a decision only the moment at which it was served is added, once.
STAND = """
CREATE FUNCTION awards_decision_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(NEW) - 'served_at' IS DISTINCT FROM to_jsonb(OLD) - 'served_at' OR OLD.served_at IS NOT NULL THEN
        RAISE EXCEPTION 'decision % stands', OLD.id USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER awards_decision_stands BEFORE UPDATE ON awards_decision
    FOR EACH ROW EXECUTE FUNCTION awards_decision_stands();
"""
_TABLES = ("decision", "contest", "appeal")
KEEP = "".join(
    f"CREATE TRIGGER refuse_change BEFORE DELETE ON awards_{table} "
    "FOR EACH ROW EXECUTE FUNCTION refuse_change_of_log();\n"
    f"CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON awards_{table} "
    "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_log();\n"
    for table in _TABLES
)
UNDO = "DROP FUNCTION awards_decision_stands() CASCADE;\n" + "".join(
    f"DROP TRIGGER refuse_change ON awards_{table}; DROP TRIGGER refuse_truncate ON awards_{table};\n"
    for table in _TABLES
)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("awards", "0003_objections")]

    operations: ClassVar = [
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        # A check that says so, not a rewritten column: the table is never locked for longer than a look.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="contest",
                    name="subject",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="identity.subject",
                        verbose_name="subject",
                    ),
                ),
            ],
            database_operations=[
                migrations.RunSQL(
                    "ALTER TABLE awards_contest"
                    " ADD CONSTRAINT contest_names_its_subject CHECK (subject_id IS NOT NULL)",
                    "ALTER TABLE awards_contest DROP CONSTRAINT contest_names_its_subject",
                )
            ],
        ),
        migrations.RunSQL(f"{STAND}{KEEP}", UNDO),
    ]
