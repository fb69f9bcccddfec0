"""The night's schedule: `python -m flows.schedule` runs the nightly flow at 01:15, for ever.

It needs a Prefect server that stays (ANSLUT_PREFECT_API_URL).
"""

from adapters.settings import TIMEZONE, load_settings
from domain.errors import SettingsError
from flows.environment import prepare_client

# Outside 02:00-03:00, which two nights a year has twice or not at all.
CRON = "15 1 * * *"


def main() -> None:
    """Register the schedule with the server and run what falls due. Ends with Ctrl-C."""
    settings = load_settings()
    if settings.prefect_api_url is None:
        raise SettingsError("ANSLUT_PREFECT_API_URL saknas: schemat kräver en server som är igång.")
    prepare_client(settings, settings.prefect_api_url)

    from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
    from prefect.schedules import Cron

    from flows.nightly import nightly

    one_at_a_time = ConcurrencyLimitConfig(
        limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW
    )
    nightly.serve(
        name="nightly",
        schedule=Cron(CRON, timezone=TIMEZONE.key),
        global_limit=one_at_a_time,
        limit=1,
        pause_on_shutdown=False,
    )


if __name__ == "__main__":
    main()
