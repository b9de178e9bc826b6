from __future__ import annotations

from django.urls import path

from portal.mydata import views

app_name = "access"

urlpatterns = [
    path("", views.my_file, name="file"),
    path("access/", views.readings, name="list"),
    path("file.json", views.file_json, name="json"),
    path("file.pdf", views.file_pdf, name="pdf"),
    path("file.schema.json", views.schema, name="schema"),
    path("facts/<slug:dataset>/<uuid:record>/wrong/", views.wrong, name="wrong"),
]
