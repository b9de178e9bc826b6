"""What was published stands: no overlap in time, nothing deleted, nothing changed but an end that was open.

The exclusion constraints use ranges of the integer keys, which GiST knows by itself: no extension is needed.
"""

from typing import ClassVar

from django.db import migrations

NO_OVERLAP = """
ALTER TABLE policies_policyversion ADD CONSTRAINT policies_policyversion_no_overlap
    EXCLUDE USING gist (
        int8range(policy_id, policy_id, '[]') WITH &&,
        daterange(valid_from, valid_to, '[]') WITH &&
    ) WHERE (withdrawn_at IS NULL);
ALTER TABLE policies_parameterversion ADD CONSTRAINT policies_parameterversion_no_overlap
    EXCLUDE USING gist (
        int8range(parameter_id, parameter_id, '[]') WITH &&,
        daterange(valid_from, valid_to, '[]') WITH &&
    ) WHERE (withdrawn_at IS NULL);
"""
OVERLAP = """
ALTER TABLE policies_policyversion DROP CONSTRAINT policies_policyversion_no_overlap;
ALTER TABLE policies_parameterversion DROP CONSTRAINT policies_parameterversion_no_overlap;
"""

STAND = """
CREATE FUNCTION policies_version_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a published policy version is never deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    IF (NEW.id, NEW.policy_id, NEW.number, NEW.valid_from, NEW.terms, NEW.model, NEW.sha256, NEW.published_at)
            IS DISTINCT FROM
       (OLD.id, OLD.policy_id, OLD.number, OLD.valid_from, OLD.terms, OLD.model, OLD.sha256, OLD.published_at)
       OR (OLD.valid_to IS NOT NULL AND NEW.valid_to IS DISTINCT FROM OLD.valid_to)
       OR (OLD.withdrawn_at IS NOT NULL AND NEW.withdrawn_at IS DISTINCT FROM OLD.withdrawn_at) THEN
        RAISE EXCEPTION 'a published policy version is never changed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER policies_version_stands BEFORE UPDATE OR DELETE ON policies_policyversion
    FOR EACH ROW EXECUTE FUNCTION policies_version_stands();

CREATE FUNCTION policies_parameter_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a published parameter value is never deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    IF (NEW.id, NEW.parameter_id, NEW.valid_from, NEW.valid_to, NEW.value, NEW.source, NEW.published_at)
            IS DISTINCT FROM
       (OLD.id, OLD.parameter_id, OLD.valid_from, OLD.valid_to, OLD.value, OLD.source, OLD.published_at)
       OR (OLD.withdrawn_at IS NOT NULL AND NEW.withdrawn_at IS DISTINCT FROM OLD.withdrawn_at) THEN
        RAISE EXCEPTION 'a published parameter value is never changed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER policies_parameter_stands BEFORE UPDATE OR DELETE ON policies_parameterversion
    FOR EACH ROW EXECUTE FUNCTION policies_parameter_stands();
"""
FALL = """
DROP TRIGGER policies_version_stands ON policies_policyversion;
DROP FUNCTION policies_version_stands();
DROP TRIGGER policies_parameter_stands ON policies_parameterversion;
DROP FUNCTION policies_parameter_stands();
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("policies", "0001_initial")]

    operations: ClassVar = [
        migrations.RunSQL(NO_OVERLAP, OVERLAP),
        migrations.RunSQL(STAND, FALL),
    ]
