"""The least that Wagtail needs to serve a page, with compression (PEER_DATABASE is its SQLite file)."""

import os

SECRET_KEY = "a peer in a benchmark"
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = [
    "bench.peers.dynamic",
    *(f"wagtail.{name}" for name in ("sites", "users", "documents", "images", "admin")),
    *("wagtail", "modelcluster", "taggit"),
    *(f"django.contrib.{name}" for name in ("auth", "contenttypes", "sessions", "messages", "staticfiles")),
]
MIDDLEWARE = ["django.middleware.gzip.GZipMiddleware", "django.middleware.common.CommonMiddleware"]
ROOT_URLCONF = "bench.peers.dynamic.urls"
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.environ["PEER_DATABASE"]}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
WAGTAIL_SITE_NAME = "Peer"
WAGTAILADMIN_BASE_URL = "http://localhost"
STATIC_URL = "/static/"
USE_TZ = True
