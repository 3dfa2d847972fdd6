"""Django's registration of Wagtail's users, with our screens of them."""

from wagtail.users.apps import WagtailUsersAppConfig


class UsersConfig(WagtailUsersAppConfig):
    """Logins, with the languages that a person works in."""

    user_viewset = "rostra.desk.users.Users"
