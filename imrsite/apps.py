"""Which site the staff's pages belong to, and what is said about the settings as a whole."""

from typing import Any

from django.contrib.admin.apps import SimpleAdminConfig
from django.core.checks import Warning as Doubt
from django.core.checks import register

from imrsite import environment


class StaffConfig(SimpleAdminConfig):
    default_site = "search.desk.StaffSite"


@register("settings")
def misspelt_settings(app_configs: Any, **_: Any) -> list[Doubt]:
    """Every command says which names in the environment look like slips: a slip in a name changes nothing else."""
    return [
        Doubt(f"{name} is no setting of this site. Is {meant} meant?", id="imr.W001")
        for name, meant in environment.misspelt().items()
    ]
