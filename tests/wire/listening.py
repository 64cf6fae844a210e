"""Listening to a provider to the end, with a clock that only moves when somebody sleeps."""

from __future__ import annotations

import traceback
from dataclasses import dataclass, field

from studybuddy_core.domain.chat import Provider, Stopped, TextDelta, Usage
from studybuddy_core.domain.errors import ProviderError
from studybuddy_core.providers.bounds import Watch
from tests.wire.speakers import KEY, REQUEST


@dataclass
class Naps:
    """A clock that only moves when somebody sleeps."""

    taken: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.taken.append(seconds)

    @property
    def watch(self) -> Watch:
        return Watch(monotonic=lambda: 100.0 + sum(self.taken), sleep=self.sleep, dice=lambda: 1.0)


@dataclass
class Heard:
    """What came out of a provider: its text, its other events and the fault that ended it."""

    text: str = ""
    stopped: str = ""
    usage: Usage | None = None
    fault: ProviderError | None = None

    @property
    def kind(self) -> str:
        return self.fault.kind if self.fault else ""


def listen(tutor: Provider) -> Heard:
    heard = Heard()
    try:
        for event in tutor.stream(REQUEST):
            assert not heard.stopped, "nothing may follow the stop"
            match event:
                case TextDelta(text):
                    heard.text += text
                case Usage():
                    heard.usage = event
                case Stopped(reason):
                    heard.stopped = reason
    except ProviderError as fault:
        heard.fault = fault
    assert KEY not in "".join(traceback.format_exception(heard.fault)), "no traceback may show the key"
    return heard
