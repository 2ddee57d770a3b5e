# The project's commands. Python 3.11 or later with venv, and make, are all they need.
PORT ?= 8000
HOST ?= 127.0.0.1
BENCH ?=

.PHONY: demo search-demo test check bench

demo: ## the portal with its demonstration content, on http://localhost:8000
	@exec python3 bin/demo.py --port "$(PORT)" --host "$(HOST)"

search-demo: ## the same on a real search cluster of three nodes (Maven and a JDK 21 or later)
	@PORT="$(PORT)" HOST="$(HOST)" bin/search-demo

test: ## the whole suite on SQLite, then on PostgreSQL
	@bin/test

check: ## style, order of imports, migrations, deployment settings, known vulnerabilities
	@bin/check

bench: ## queries, times, weights and requests per second; BENCH="--record" keeps them
	@python3 bin/environment.py --development
	@.venv/bin/python manage.py bench $(BENCH)
	@.venv/bin/python manage.py bench_requests $(filter --record,$(BENCH))
	@.venv/bin/python manage.py bench_search $(filter --record,$(BENCH))
