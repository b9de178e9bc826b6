"""Mounted at /api/v1/."""

from __future__ import annotations

from django.urls import path

from eligibility.facts.feed_api import DatasetFeedsView, FeedView

app_name = "facts"
urlpatterns = [
    path("feeds/<uuid:feed>/", FeedView.as_view(), name="feed"),
    path("feeds/<slug:dataset>/", DatasetFeedsView.as_view(), name="feeds"),
]
