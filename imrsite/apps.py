"""Which site the staff's pages belong to."""

from django.contrib.admin.apps import SimpleAdminConfig


class StaffConfig(SimpleAdminConfig):
    default_site = "search.desk.StaffSite"
