"""The schedules: `python -m flows.schedule` runs the nightly flow at 01:15, its close at 05:15, and
sends letters every ten minutes, for ever.

It needs a Prefect server that stays (ANSLUT_PREFECT_API_URL).
"""

import sys
from typing import TYPE_CHECKING, Any, cast

from adapters.settings import TIMEZONE, load_settings
from domain.errors import AnslutError, SettingsError
from flows.environment import prepare_client

# Outside 02:00-03:00, which two nights a year have twice or not at all.
CRON = "15 1 * * *"
LETTERS_CRON = "*/10 * * * *"
CLOSE_CRON = "15 5 * * *"  # when the night's work is done, and before people come

if TYPE_CHECKING:
    from prefect import Flow
    from prefect.deployments.runner import RunnerDeployment


def nightly_deployment() -> "RunnerDeployment":
    """The nightly flow with its schedule; a run that is late never meets the next."""
    from flows.nightly import nightly

    return _deployment(nightly, CRON)


def close_deployment() -> "RunnerDeployment":
    """The night's close with its schedule."""
    from flows.close import close

    return _deployment(close, CLOSE_CRON)


def letters_deployment() -> "RunnerDeployment":
    """The flow that sends letters, with its schedule; a run never meets the next."""
    from flows.letters import letters

    return _deployment(letters, LETTERS_CRON)


def _deployment(flow: "Flow[..., Any]", cron: str) -> "RunnerDeployment":
    from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
    from prefect.schedules import Cron

    deployment = flow.to_deployment(
        name=flow.name,
        schedule=Cron(cron, timezone=TIMEZONE.key),
        concurrency_limit=ConcurrencyLimitConfig(
            limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW
        ),
    )
    return cast("RunnerDeployment", deployment)  # outside an event loop it is no coroutine


def main() -> None:
    """Register the schedules with the server and run what falls due. Ends with Ctrl-C."""
    settings = load_settings()
    if settings.prefect_api_url is None:
        raise SettingsError("ANSLUT_PREFECT_API_URL saknas: schemat kräver en server som är igång.")
    prepare_client(settings, settings.prefect_api_url)

    from prefect import serve

    # Two at a time: letters go out also while the night is long.
    deployments = (nightly_deployment(), close_deployment(), letters_deployment())
    serve(*deployments, limit=2, pause_on_shutdown=False)


if __name__ == "__main__":
    try:
        main()
    except AnslutError as error:
        sys.exit(str(error))
