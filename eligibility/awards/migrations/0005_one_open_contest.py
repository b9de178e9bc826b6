"""One open contest a fact. Built beside the work that goes on, so it stands in no transaction."""

from typing import ClassVar

from django.db import migrations, models

BUILD = """
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS one_open_contest_per_fact
ON awards_contest (subject_id, dataset, record, field) WHERE state = 'RAISED'
"""


class Migration(migrations.Migration):
    atomic = False
    dependencies: ClassVar = [("awards", "0004_objections_stand")]

    operations: ClassVar = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AddConstraint(
                    model_name="contest",
                    constraint=models.UniqueConstraint(
                        condition=models.Q(("state", "RAISED")),
                        fields=("subject", "dataset", "record", "field"),
                        name="one_open_contest_per_fact",
                    ),
                ),
            ],
            database_operations=[
                migrations.RunSQL(BUILD, "DROP INDEX CONCURRENTLY IF EXISTS one_open_contest_per_fact")
            ],
        ),
    ]
