"""The night's schedule: `python -m flows.schedule` runs the nightly flow at 01:15, for ever.

It needs a Prefect server that stays (ANSLUT_PREFECT_API_URL).
"""

import sys
from typing import TYPE_CHECKING, cast

from adapters.settings import TIMEZONE, load_settings
from domain.errors import AnslutError, SettingsError
from flows.environment import prepare_client

# Outside 02:00-03:00, which two nights a year have twice or not at all.
CRON = "15 1 * * *"

if TYPE_CHECKING:
    from prefect.deployments.runner import RunnerDeployment


def nightly_deployment() -> "RunnerDeployment":
    """The nightly flow with its schedule; a run that is late never meets the next."""
    from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
    from prefect.schedules import Cron

    from flows.nightly import nightly

    deployment = nightly.to_deployment(
        name="nightly",
        schedule=Cron(CRON, timezone=TIMEZONE.key),
        concurrency_limit=ConcurrencyLimitConfig(
            limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW
        ),
    )
    return cast("RunnerDeployment", deployment)  # outside an event loop it is no coroutine


def main() -> None:
    """Register the schedule with the server and run what falls due. Ends with Ctrl-C."""
    settings = load_settings()
    if settings.prefect_api_url is None:
        raise SettingsError("ANSLUT_PREFECT_API_URL saknas: schemat kräver en server som är igång.")
    prepare_client(settings, settings.prefect_api_url)

    from prefect import serve

    serve(nightly_deployment(), limit=1, pause_on_shutdown=False)


if __name__ == "__main__":
    try:
        main()
    except AnslutError as error:
        sys.exit(str(error))
