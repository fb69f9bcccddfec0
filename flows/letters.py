"""The flow that sends the letters that are due."""

from contextlib import closing

from prefect import State, flow
from prefect.states import Completed, Failed

from adapters.notifiers import NO_TRANSPORT, open_notifier
from adapters.settings import load_settings
from adapters.store import open_store
from flows.sending import Sent, send_due


@flow(name="letters")
def letters() -> State[Sent]:
    """Send what is due; the run's result is counts alone. Without a way out the letters wait, and
    the run is done. It fails when the mail server cannot be used."""
    settings = load_settings()
    notifier = open_notifier(settings)
    if notifier is None:
        return Completed(message=NO_TRANSPORT, data=Sent())
    with closing(open_store(settings)) as store:
        sent = send_due(store, notifier)
    if sent.unreachable:
        return Failed(message=sent.unreachable, data=sent)
    return Completed(data=sent)
