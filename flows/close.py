"""The flow of the night's close, which the schedule starts when the night's work is done."""

from datetime import UTC, date, datetime

from prefect import State, flow
from prefect.states import Completed, Failed

from adapters.originals import Originals
from adapters.settings import load_settings
from adapters.store import open_store
from flows.night_close import close_night


@flow(name="close")
def close(day: date | None = None) -> State[tuple[str, ...]]:
    """Close a day, by default the last that has ended. The run carries the hashes of what was kept,
    and ends as Failed when there are deviations: somebody has to look."""
    settings = load_settings()
    store = open_store(settings)
    try:
        originals = Originals(settings.originals_dir)
        closed = close_night(store, originals, settings, day, datetime.now(UTC))
    finally:
        store.close()
    kept = tuple(one.sha256 for one in closed.documents)
    if closed.report.deviations:
        return Failed(message=f"{len(closed.report.deviations)} deviations", data=kept)
    return Completed(data=kept)
