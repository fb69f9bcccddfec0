"""Prefect's settings for this product. Prefect reads them when it is imported: so this comes first.

Measured reasons stand in docs/decisions.md. Nothing here imports Prefect.
"""

import os

from adapters.settings import Settings

# Nothing is reported to anyone, and no web page of Prefect's asks an outside host.
PRIVACY = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_UI_V2_ENABLED": "false",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
}
# What goes wrong is told by our own messages; Prefect's log would break the progress bar.
CLIENT = {
    "PREFECT_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
    "PREFECT_CLI_PROMPT": "false",
}
# The server records a burst of task runs in 10 s with these, in a minute without; and it forgets
# runs after 30 days (2592000 s).
SERVER = {
    "PREFECT_SERVER_UI_ENABLED": "false",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "200",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_READ_BATCH_SIZE": "200",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "1",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_BATCH_SIZE": "200",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_READ_BATCH_SIZE": "200",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_FLUSH_INTERVAL": "1",
    "PREFECT_SERVER_SERVICES_TRIGGERS_READ_BATCH_SIZE": "50",
    "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
    "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": "2592000",
}


def prepare_client(settings: Settings, api_url: str) -> None:
    """Have Prefect, once imported in this process, talk to that server and to nobody else."""
    os.environ.update(PRIVACY | CLIENT)
    os.environ["PREFECT_HOME"] = str(settings.prefect_home)
    os.environ["PREFECT_API_URL"] = api_url
    os.environ["NO_PROXY"] = _with_loopback(os.environ.get("NO_PROXY", ""))


def server_environment(settings: Settings) -> dict[str, str]:
    """The environment of a server of our own."""
    home = {"PREFECT_HOME": str(settings.prefect_home)}
    return {**os.environ, **PRIVACY, **SERVER, **home}


def _with_loopback(hosts: str) -> str:
    """The hosts to reach without a proxy, with this machine among them."""
    return ",".join(filter(None, [hosts, "127.0.0.1", "localhost"]))
