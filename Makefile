.PHONY: demo test check setup

# The samples' inbox through the whole way, from a clean start.
demo: setup
	@.venv/bin/anslut demo

test:
	@scripts/setup --test
	@scripts/test

check: setup
	@scripts/check

# .venv from requirements.lock, and Tesseract. The tests also need PostgreSQL's programs.
setup:
	@scripts/setup
