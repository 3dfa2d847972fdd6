"""Django's settings for one instance. What varies between instances is in `environment.py`."""

import dj_database_url
from babel import Locale

from config.environment import ENVIRONMENT, ROOT
from config.instance import database, secret
from rostra.foundation.errors import Refusal
from rostra.foundation.zones import inhabited

HOME = ENVIRONMENT.home
DEBUG = ENVIRONMENT.debug
SUBJECTS_LANGUAGE = ENVIRONMENT.subjects
# A host that no office owns gets 404 from `rostra.website.hosts`, so that the answer is ours and not Django's 400.
ALLOWED_HOSTS = ["*"]
SECRET_KEY = secret(HOME)

INSTALLED_APPS = [
    "rostra.foundation",
    "rostra.looks",
    "rostra.network",
    "rostra.media",
    "rostra.mandates",
    "rostra.products",
    "rostra.release",
    "rostra.library",
    "rostra.search",
    "rostra.audience",
    "rostra.results",
    "rostra.website",
    "rostra.desk",
    "rostra.sample",
    "wagtail.sites",
    "rostra.desk.users_app.UsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "rostra.website.headers.PublicHeadersMiddleware",
    "rostra.website.hosts.KnownHostMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "rostra.desk.language.DeskLanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
APPEND_SLASH = False

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

if ENVIRONMENT.database_url:
    try:
        DATABASES = {"default": dj_database_url.parse(ENVIRONMENT.database_url)}
    except ValueError:  # whose words may hold the password
        raise Refusal("configuration", "DATABASE_URL", "postgres://USER:PASSWORD@HOST/NAME is expected.") from None
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(database(HOME)),
            # Measured (platform study, section 4): a deferred transaction that reads, then writes, cannot wait for the
            # lock; IMMEDIATE can. FULL, because a register of releases must survive a power cut.
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
            },
            "TEST": {"NAME": str(HOME / "test.sqlite3")},
        }
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "foundation.User"
LOGIN_URL = "wagtailadmin_login"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]

USE_TZ = True
TIME_ZONE = "UTC"
FORMAT_MODULE_PATH = ["config.formats"]
LOCALE_PATHS = [ROOT / "rostra" / "locale"]


def _endonym(code: str) -> str:
    language, _, script = code.partition("-")
    locale = Locale.parse("_".join([language, script.title()] if script else [language]))
    return locale.get_display_name(locale.language) or code


#: Interface languages are those with a catalogue; English is the language of the code.
LANGUAGES = [
    (code, _endonym(code))
    for code in sorted({"en", *(p.name.replace("_", "-").lower() for p in LOCALE_PATHS[0].glob("*") if p.is_dir())})
]
LANGUAGE_CODE = "en"
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
# Uploads are private: only staff see them, through the desk; the public sees what a release seals.
MEDIA_ROOT = HOME / "media"
MEDIA_URL = "/desk/media/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

WAGTAIL_SITE_NAME = "Rostra"
WAGTAILADMIN_BASE_URL = f"http://localhost:{ENVIRONMENT.port}"
WAGTAIL_USER_TIME_ZONES = inhabited()
WAGTAILIMAGES_IMAGE_MODEL = "media.Picture"
WAGTAILIMAGES_IMAGE_FORM_BASE = "rostra.media.forms.PictureForm"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 40 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 50_000_000
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp", "gif"]
WAGTAILDOCS_DOCUMENT_MODEL = "media.Attachment"
WAGTAILDOCS_EXTENSIONS = ["pdf", "txt", "csv", "docx", "xlsx", "pptx", "xml"]
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = False
SILENCED_SYSTEM_CHECKS: list[str] = []
