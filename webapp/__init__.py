"""The web application: mailroom, review, register. It knows HTTP and nothing of Prefect."""
