"""The walk, as a test."""

import asyncio
import logging
import os
from typing import Any, ClassVar

from freezegun.api import FrozenDateTimeFactory
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.shell.control.walk.house import House
from tests.shell.control.walk.machine import Walk

# A longer walk, and another one: WALK_EXAMPLES=1000 WALK_STEPS=50 WALK_SEED=1.
EXAMPLES, STEPS = (int(os.environ.get(name, usual)) for name, usual in (("WALK_EXAMPLES", 40), ("WALK_STEPS", 30)))
# A walk that fails tells what happened; WALK_SHRINK=1 looks for a shorter one, which takes minutes.
PHASES = (Phase.generate, *([Phase.shrink] if "WALK_SHRINK" in os.environ else []))


def test_whatever_happens_in_a_house_some_things_hold(socket_enabled: None, freezer: FrozenDateTimeFactory) -> None:
    """Nobody thinks of all that can meet: a late answer, a restart, a person and a revised curve within a minute."""
    loop = asyncio.get_event_loop()
    loop.set_debug(False)
    logging.disable(logging.INFO)

    class Here(Walk):
        make: ClassVar[Any] = staticmethod(lambda watch: House(loop, freezer, watch))

    seed(int(os.environ.get("WALK_SEED", "0")))(Here)
    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=PHASES,
        ),
    )
    logging.disable(logging.NOTSET)
