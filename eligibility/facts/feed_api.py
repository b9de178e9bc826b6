"""The machine door: other bodies' systems deliver feeds and fetch what was held back.

`Authorization` carries a service key; the `machine` gate has checked it before anything here runs.
"""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Final
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import APIException, NotAuthenticated
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from eligibility.facts.commands import load_feed
from eligibility.facts.descriptors import descriptors
from eligibility.facts.download import csv_lines
from eligibility.facts.models import Feed, QuarantinedRow
from services.core.calendar.api import now
from services.identity.api import ServiceKey, actor_of, machine

LARGEST_FEED: Final = 512 * 1024 * 1024
_IN_MEMORY: Final = 4 * 1024 * 1024
_BLOCK: Final = 1 << 20
_ROWS_IN_ANSWER: Final = 100
_FILENAMES: Final = {"text/csv": "feed.csv"}  # anything else that is accepted is JSON lines


class _Refused(APIException):
    """An error in the shape that the whole machine interface uses."""

    def __init__(self, *, code: str, message: Any) -> None:
        super().__init__({"error": {"code": code, "message": message}})


class UnknownDataset(_Refused):
    status_code = status.HTTP_404_NOT_FOUND


class DatasetNotAllowed(_Refused):
    status_code = status.HTTP_403_FORBIDDEN


class FeedTooLarge(_Refused):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE


class ServiceKeyAuthentication(BaseAuthentication):
    """Hands on the key that the gate found; there is no user behind it."""

    def authenticate(self, request: Request) -> tuple[AnonymousUser, ServiceKey] | None:
        key = getattr(request._request, "service_key", None)
        return None if key is None else (AnonymousUser(), key)


class ServiceKeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # the library is untyped here
    target_class = ServiceKeyAuthentication
    name = "serviceKey"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:  # noqa: ARG002 - the library's signature
        return {"type": "http", "scheme": "bearer", "description": "A service key: tb_…"}


class FileParser(BaseParser):
    """Keeps a delivery as it came, on disk where it is large; what is in it is the command's business."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,  # noqa: ARG002 - the library's signature
        parser_context: Mapping[str, Any] | None = None,  # noqa: ARG002 - the same
    ) -> Any:
        file = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - the view closes it
        size = 0
        while block := stream.read(_BLOCK):
            size += len(block)
            if size > LARGEST_FEED:
                file.close()
                raise FeedTooLarge(code="feed.too_large", message=_("The feed is too large: send it in parts."))
            file.write(block)
        return file


class CsvParser(FileParser):
    media_type = "text/csv"


class JsonLinesParser(FileParser):
    media_type = "application/x-ndjson"


class JsonLinesAliasParser(FileParser):
    media_type = "application/jsonl"


class JsonParser(FileParser):
    """One object on one line is JSON lines, too."""

    media_type = "application/json"


class CsvRenderer(BaseRenderer):
    media_type = "text/csv"
    format = "csv"
    charset = "utf-8"

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,  # noqa: ARG002 - the library's signature
        renderer_context: Mapping[str, Any] | None = None,  # noqa: ARG002 - the same
    ) -> bytes:
        """Errors only; the table itself is streamed by the view."""
        return str(data).encode()


class QuarantinedRowSerializer(serializers.ModelSerializer[QuarantinedRow]):
    reason = serializers.CharField(read_only=True, help_text="In the language of Accept-Language.")

    class Meta:
        model = QuarantinedRow
        fields = ("line", "field", "value", "code", "reason")


class FeedSerializer(serializers.ModelSerializer[Feed]):
    """A feed with its counts and the first rows in quarantine."""

    repeated = serializers.BooleanField(read_only=True, help_text="This delivery was known already: nothing changed.")
    reason = serializers.CharField(read_only=True, help_text="Why the whole feed was rejected.")
    quarantine = serializers.SerializerMethodField(help_text=f"The first {_ROWS_IN_ANSWER}; all of them as CSV.")
    url = serializers.SerializerMethodField()

    class Meta:
        model = Feed
        fields = (
            "id", "url", "dataset", "label", "received_at", "state", "repeated", "rows", "applied", "unchanged",
            "quarantined", "code", "reason", "quarantine",
        )  # fmt: skip
        read_only_fields = fields

    def get_quarantine(self, feed: Feed) -> list[dict[str, Any]]:
        rows = feed.quarantine.all()[:_ROWS_IN_ANSWER] if feed.quarantined else []
        return [dict(QuarantinedRowSerializer(row).data) for row in rows]

    def get_url(self, feed: Feed) -> str:
        return reverse("facts:feed", kwargs={"feed": feed.pk}, request=self.context.get("request"))


@method_decorator(machine, name="dispatch")
class DatasetFeedsView(APIView):
    """Where a body delivers a dataset."""

    authentication_classes = [ServiceKeyAuthentication]
    permission_classes = []  # the key is the permission, see the gate
    parser_classes = [CsvParser, JsonLinesParser, JsonLinesAliasParser, JsonParser]
    renderer_classes = [JSONRenderer]

    @extend_schema(
        operation_id="deliver_feed",
        summary="Deliver a feed of a dataset, as CSV or JSON lines",
        description=(
            "Good rows apply, bad ones are held back and listed. Delivering the same content again, under the same"
            " Idempotency-Key or none, changes nothing and gives the first answer with `repeated`. UTF-8 only."
        ),
        parameters=[
            OpenApiParameter("dataset", OpenApiTypes.STR, OpenApiParameter.PATH, enum=sorted(descriptors())),
            OpenApiParameter("Idempotency-Key", OpenApiTypes.STR, OpenApiParameter.HEADER),
        ],
        request={"text/csv": OpenApiTypes.BINARY, "application/x-ndjson": OpenApiTypes.BINARY},
        responses={201: FeedSerializer, 200: FeedSerializer, 422: FeedSerializer},
    )
    def post(self, request: Request, dataset: str) -> Response:
        if dataset not in descriptors():
            raise UnknownDataset(code="dataset.unknown", message=_("There is no such dataset."))
        if dataset not in _key(request).datasets:
            raise DatasetNotAllowed(code="dataset.not_allowed", message=_("This key may not deliver this dataset."))
        delivered: Any = request.data  # a file from our parsers; an empty body is never parsed
        file: IO[bytes] = delivered if isinstance(delivered, SpooledTemporaryFile) else BytesIO()
        with file:
            feed = load_feed(
                dataset=dataset,
                content=file,
                filename=_FILENAMES.get((request.content_type or "").split(";")[0].strip().lower(), "feed.jsonl"),
                label=request.headers.get("Idempotency-Key", ""),
                actor=actor_of(request._request),
                at=now(),
            )
        return Response(FeedSerializer(feed, context={"request": request}).data, status=_status(feed))


@method_decorator(machine, name="dispatch")
class FeedView(APIView):
    """What became of a delivery: for the body that sent it, and nobody else."""

    authentication_classes = [ServiceKeyAuthentication]
    permission_classes = []  # the key is the permission, see the gate
    renderer_classes = [JSONRenderer, CsvRenderer]

    @extend_schema(
        operation_id="read_feed",
        summary="What became of a feed; as CSV all its rows in quarantine",
        responses={(200, "application/json"): FeedSerializer, (200, "text/csv"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, feed: UUID) -> HttpResponseBase:
        found = get_object_or_404(Feed, pk=feed, body=_key(request).body)
        if request.accepted_renderer.format == CsvRenderer.format:
            return _quarantine_file(found)
        return Response(FeedSerializer(found, context={"request": request}).data)


def _key(request: Request) -> ServiceKey:
    key: Any = request.auth
    if not isinstance(key, ServiceKey):
        raise NotAuthenticated
    return key


def _status(feed: Feed) -> int:
    if feed.state == Feed.State.REJECTED:
        return status.HTTP_422_UNPROCESSABLE_ENTITY
    return status.HTTP_200_OK if feed.repeated else status.HTTP_201_CREATED


def _quarantine_file(feed: Feed) -> StreamingHttpResponse:
    rows = ((row.line, row.field, row.value, row.code, row.reason) for row in feed.quarantine.iterator(chunk_size=2000))
    lines = csv_lines(("line", "field", "value", "code", "reason"), rows)
    headers = {"Content-Disposition": f'attachment; filename="quarantine-{feed.pk}.csv"'}
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)
