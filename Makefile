.PHONY: demo test check setup

# The samples' inbox through the whole way, from a clean start.
demo: setup
	@.venv/bin/anslut demo

test: setup
	@scripts/test

check: setup
	@scripts/check

# .venv from requirements.lock, and Tesseract.
setup:
	@scripts/setup
