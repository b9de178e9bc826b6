"""The Celery application. Its messages carry the number of a delivery and nothing else."""

from __future__ import annotations

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("tongban")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    # A killed worker's message comes back. It is done twice at worst, and the outbox makes the second time nothing.
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    task_ignore_result=True,
    task_default_queue="tongban",
    task_default_queue_type="quorum",
    # A broker that is away must not keep a citizen waiting: the sweeper delivers then.
    broker_connection_timeout=2,
    broker_transport_options={"confirm_publish": True},
    broker_connection_retry_on_startup=True,
    worker_hijack_root_logger=False,
)
app.autodiscover_tasks(["portal.celery"])
