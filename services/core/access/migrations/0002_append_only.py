"""The log can't be changed: the function comes from the audit log, see there."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial"), ("audit", "0002_append_only")]

    operations = [
        migrations.RunSQL(
            "CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON access_accessentry "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change_of_log();"
            "CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON access_accessentry "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_log();",
            "DROP TRIGGER refuse_change ON access_accessentry; DROP TRIGGER refuse_truncate ON access_accessentry;",
        )
    ]
