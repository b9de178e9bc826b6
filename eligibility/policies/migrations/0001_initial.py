import uuid

import django.db.models.deletion
from django.db import migrations, models

import services.core.languages.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Edition",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.BigIntegerField(unique=True, verbose_name="number")),
                ("at", models.DateTimeField(verbose_name="made at")),
            ],
            options={
                "verbose_name": "edition of the library",
                "verbose_name_plural": "editions of the library",
                "ordering": ["-number"],
            },
        ),
        migrations.CreateModel(
            name="Policy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=60, unique=True, verbose_name="code")),
                ("titles", services.core.languages.fields.TextsField(verbose_name="titles")),
                ("summary", services.core.languages.fields.TextsField(verbose_name="summary")),
                ("source", models.JSONField(verbose_name="source")),
                ("reasons", models.JSONField(blank=True, default=dict, verbose_name="sentences of reasons")),
            ],
            options={
                "verbose_name": "policy",
                "verbose_name_plural": "policies",
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="Parameter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, unique=True, verbose_name="name")),
                ("titles", services.core.languages.fields.TextsField(verbose_name="titles")),
                ("feel", models.CharField(max_length=10, verbose_name="type")),
                ("unit", models.CharField(blank=True, max_length=20, verbose_name="unit")),
            ],
            options={
                "verbose_name": "parameter",
                "verbose_name_plural": "parameters",
                "ordering": ["name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("feel__in", ["number", "string"])), name="policies_parameter_feel"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ParameterVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(verbose_name="in force from")),
                ("published_at", models.DateTimeField(verbose_name="published at")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at")),
                ("valid_to", models.DateField(verbose_name="last day in force")),
                ("value", models.CharField(max_length=200, verbose_name="value")),
                ("source", models.JSONField(verbose_name="source")),
                (
                    "parameter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="policies.parameter",
                        verbose_name="parameter",
                    ),
                ),
            ],
            options={
                "verbose_name": "parameter value",
                "verbose_name_plural": "parameter values",
                "ordering": ["parameter__name", "valid_from"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="policies_parameterversion_ends_after_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn_at__isnull", True),
                            ("withdrawn_at__gte", models.F("published_at")),
                            _connector="OR",
                        ),
                        name="policies_parameterversion_withdrawn_after_published",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("value", ""), _negated=True), name="policies_parameterversion_has_a_value"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PolicyVersion",
            fields=[
                ("valid_from", models.DateField(verbose_name="in force from")),
                ("published_at", models.DateTimeField(verbose_name="published at")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at")),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField(verbose_name="version")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="last day in force")),
                ("terms", models.JSONField(verbose_name="terms")),
                ("model", models.TextField(verbose_name="decision model")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256 of the content")),
                ("cases", models.TextField(verbose_name="cases")),
                (
                    "policy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="policies.policy",
                        verbose_name="policy",
                    ),
                ),
            ],
            options={
                "verbose_name": "policy version",
                "verbose_name_plural": "policy versions",
                "ordering": ["policy__code", "number"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="policies_policyversion_ends_after_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn_at__isnull", True),
                            ("withdrawn_at__gte", models.F("published_at")),
                            _connector="OR",
                        ),
                        name="policies_policyversion_withdrawn_after_published",
                    ),
                    models.UniqueConstraint(fields=("policy", "number"), name="policies_policyversion_one_number"),
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1)), name="policies_policyversion_number_from_one"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")), name="policies_policyversion_sha256"
                    ),
                ],
            },
        ),
    ]
