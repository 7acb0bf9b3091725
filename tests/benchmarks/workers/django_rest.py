"""Django REST framework doing the same: a list of a town's offers with their hosts, and offers entered with a token."""

import json
import os
import sys
from typing import ClassVar

import django
from django.conf import settings
from django.core.management import call_command
from sqlalchemy.engine import make_url

TOWN = "heiligenstadt"


def _database(url: str) -> dict[str, object]:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL"
        options = {"init_command": pragmas, "transaction_mode": "IMMEDIATE", "timeout": 30}
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": parsed.database, "OPTIONS": options}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parsed.database,
        "USER": parsed.username,
        "PASSWORD": parsed.password or "",
        "HOST": parsed.query.get("host", parsed.host),
        "PORT": parsed.query.get("port", parsed.port or ""),
        "CONN_MAX_AGE": None,
    }


settings.configure(
    DEBUG=False,
    SECRET_KEY="benchmarks",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    USE_TZ=True,
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    DATABASES={"default": _database(os.environ["REGIO_BENCH_DATABASE"])},
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "rest_framework", "rest_framework.authtoken"],
    MIDDLEWARE=["django.middleware.http.ConditionalGetMiddleware", "django.middleware.common.CommonMiddleware"],
    REST_FRAMEWORK={
        "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.TokenAuthentication"],
        "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
        "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    },
)
django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.db import connection, models  # noqa: E402
from django.urls import path  # noqa: E402
from rest_framework import generics, permissions, serializers  # noqa: E402
from rest_framework.authtoken.models import Token  # noqa: E402


class Business(models.Model):
    class Meta:
        app_label = "benchmarks"

    public_name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20)
    branch = models.CharField(max_length=120)
    street = models.CharField(max_length=120)
    postcode = models.CharField(max_length=5)
    opening_hours = models.CharField(max_length=255, null=True)


class Offer(models.Model):
    class Meta:
        app_label = "benchmarks"
        indexes: ClassVar = [models.Index(fields=["town_key", "status"])]

    host = models.ForeignKey(Business, on_delete=models.CASCADE)
    town_key = models.CharField(max_length=60)
    status = models.CharField(max_length=20, default="draft")
    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=120)
    description = models.TextField(null=True)
    price_note = models.CharField(max_length=200, null=True)
    accessible = models.BooleanField(null=True)
    for_children = models.BooleanField(default=False)
    dates = models.JSONField()


class BusinessSerializer(serializers.ModelSerializer):
    class Meta:
        model = Business
        fields = "__all__"


class OfferSerializer(serializers.ModelSerializer):
    host = BusinessSerializer()

    class Meta:
        model = Offer
        fields = "__all__"


class NewOfferSerializer(serializers.ModelSerializer):
    class Meta:
        model = Offer
        fields = "__all__"


class Programme(generics.ListAPIView):
    serializer_class = OfferSerializer

    def get_queryset(self) -> models.QuerySet[Offer]:
        wanted = {"town_key": self.kwargs["town"], "status": "published"}
        return Offer.objects.filter(**wanted).select_related("host").order_by("id")


class NewOffer(generics.CreateAPIView):
    queryset = Offer.objects.all()
    serializer_class = NewOfferSerializer
    permission_classes: ClassVar = [permissions.IsAuthenticated]


urlpatterns = [path("programme/<str:town>", Programme.as_view()), path("offers", NewOffer.as_view())]


def application(environ: object, start_response: object) -> object:
    from django.core.handlers.wsgi import WSGIHandler

    global _handler
    _handler = _handler or WSGIHandler()
    return _handler(environ, start_response)


_handler = None


def prepare(facts: dict[str, list[dict[str, object]]]) -> None:
    """Tables, the same facts as everybody, and a token, which it prints."""
    call_command("migrate", verbosity=0)
    with connection.schema_editor() as editor:
        editor.create_model(Business)
        editor.create_model(Offer)
    hosts = Business.objects.bulk_create([Business(**host) for host in facts["hosts"]])
    Offer.objects.bulk_create(
        [Offer(host=hosts[n], town_key=TOWN, status="published", **one) for n, one in enumerate(facts["offers"])]
    )
    print(json.dumps({"token": Token.objects.create(user=User.objects.create(username="x")).key, "host": hosts[0].pk}))


if __name__ == "__main__":
    prepare(json.load(sys.stdin))
