"""What a set-up costs the person in front of it: pages to submit, and answers to give."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class SubmittedPage:
    """A page by its title, with the questions answered on it; a proposal left as it is costs nothing."""

    title: str
    answers: tuple[str, ...]


@dataclass(slots=True)
class Budget:
    """The straight way alone: a page that is declined counts once it is taken, one gone back to once.

    ``for_developers`` are answers that no homeowner gives: where the local Spark
    is. Home Assistant's own "Success" after a device asks nothing and is no page.
    """

    pages: list[SubmittedPage] = field(default_factory=list)
    for_developers: list[str] = field(default_factory=list)
    _given: list[str] = field(default_factory=list)

    @property
    def answers(self) -> list[str]:
        """Return all answers, each once for every page that asks for it."""
        return [f"{page.title}: {answer}" for page in self.pages for answer in page.answers]

    def answer(self, question: str) -> None:
        """Note an answer; to give it again after a mistake is no second one."""
        if question not in self._given:
            self._given.append(question)

    def submit(self, title: str) -> None:
        """Note that a page was taken."""
        self.pages.append(SubmittedPage(title, tuple(self._given)))
        self._given.clear()

    def go_back(self) -> None:
        """Forget that the last page was taken; its answers still stand in it."""
        self._given[:] = self.pages.pop().answers
