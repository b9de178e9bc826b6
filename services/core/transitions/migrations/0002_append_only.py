"""The log can't be changed: the function comes from the audit log, see there."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("transitions", "0001_initial"), ("audit", "0002_append_only")]

    operations = [
        migrations.RunSQL(
            "CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON transitions_historyentry "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change_of_log();"
            "CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON transitions_historyentry "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_log();",
            "DROP TRIGGER refuse_change ON transitions_historyentry;"
            "DROP TRIGGER refuse_truncate ON transitions_historyentry;",
        )
    ]
