"""Devices that did not do what they were asked, however often."""

from collections.abc import Iterator

from homeassistant.core import CALLBACK_TYPE, callback

from ..control.controller import Controller
from ..coordinator import SparkCoordinator
from ..homes import DeviceKey
from .issues import Problem, ProblemKey


class AnswerProblems:
    """Finds them; they are asked anew in the next favourable hours, and the problem goes when they obey."""

    def __init__(self, coordinator: SparkCoordinator) -> None:
        """Keep whose devices they are."""
        self._coordinator = coordinator
        self._shown: dict[DeviceKey, str] = {}

    @callback
    def start(self, look: CALLBACK_TYPE) -> CALLBACK_TYPE:
        """Call ``look`` when a device is given up, or answers again; return how to stop."""

        @callback
        def told() -> None:
            if self._answers() != self._shown:
                look()

        stops = [controller.listen(told) for controller in self._controllers.values()]

        @callback
        def stop() -> None:
            for stop_listening in stops:
                stop_listening()

        return stop

    def problems(self) -> Iterator[Problem]:
        """Yield each such device with what it said last."""
        self._shown = self._answers()
        for device in self._coordinator.devices:
            if (answer := self._shown.get(device.key)) is not None:
                quoted = {"device": device.title, "entity": device.control_entity_id or "", "answer": answer}
                yield Problem(ProblemKey.DEVICE_NOT_ANSWERING, device.subentry_id, quoted)

    @property
    def _controllers(self) -> dict[DeviceKey, Controller]:
        return self._coordinator.config_entry.runtime_data.controls.by_key

    def _answers(self) -> dict[DeviceKey, str]:
        answers = {key: controller.memory.last_answer for key, controller in self._controllers.items()}
        return {key: answer for key, answer in answers.items() if answer is not None}
