"""The supervisor with real processes: what dies comes back, and what is stopped is gone."""

import contextlib
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STAND_IN = Path(__file__).with_name("stand_in.py")

SUPERVISE = """
import os, sys
from pathlib import Path
from vehicles.supervision.life import Part, Times
from vehicles.supervision.supervisor import Supervisor

directory, behaviours, parent = Path(sys.argv[1]), sys.argv[2].split(), int(sys.argv[3])
(directory / "supervisor").write_text(str(os.getpid()))

command = [sys.executable, {stand_in!r}, str(directory), *behaviours]
beat_in = {{"sqlite": str(directory / "beats"), "name": "worker"}} if "watched" in behaviours else None
times = Times(stop=1.5, kill=1, beat=0.2, silence=1.5, first_pause=0.2, longest_pause=0.8, look=0.1)
Supervisor([Part("played", command, beat_in)], times, parent=parent or None).run()
"""


class Played:
    """A supervisor in a process of its own, over a stand-in, and what is known of their processes.

    With `through_shell` a shell starts it, and it belongs to that shell as it does to make.
    """

    def __init__(self, directory: Path, behaviours: str, through_shell: bool = False) -> None:
        self.directory = directory
        self.log = directory / "log"
        command = [sys.executable, "-c", SUPERVISE.format(stand_in=str(STAND_IN)), str(directory), behaviours]
        shell = ["sh", "-c", '"$@" $$ & wait', "sh"]
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [*shell, *command] if through_shell else [*command, "0"], cwd=ROOT, stderr=log
            )

    def notes(self) -> list[Path]:
        """Return what the stand-in's processes left, the oldest first."""
        notes = [path for path in self.directory.iterdir() if path.name.isdigit()]
        return sorted(notes, key=lambda path: path.stat().st_mtime_ns)

    def lives(self) -> list[set[int]]:
        """Return the process ids of each life of the part, its guardian's included."""
        lives: list[set[int]] = []
        for note in self.notes():
            kind, *guardian = note.read_text().split()
            if kind == "main":
                lives.append({int(pid) for pid in guardian})
            lives[-1].add(int(note.name))
        return lives

    def living(self) -> set[int]:
        return {pid for life in self.lives() for pid in life if is_alive(pid)}

    def of_former_lives(self) -> set[int]:
        """Return the processes that live still though their part was started anew."""
        return {pid for life in self.lives()[:-1] for pid in life if is_alive(pid)}

    def main(self) -> int:
        return int(self.notes()[0].name)

    def guardian(self) -> int:
        return int(self.notes()[0].read_text().split()[1])


def is_alive(pid: int) -> bool:
    """Return whether the process runs; one that only waits to be buried by its parent does not."""
    state = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True
    ).stdout.strip()
    return bool(state) and not state.startswith("Z")


def wait_for(condition: Callable[[], object], seconds: float = 8) -> float:
    """Wait until the condition holds; return for how long, in seconds."""
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < seconds, "It did not happen in time."
        time.sleep(0.05)
    return time.monotonic() - began


def gone(living: Callable[[], set[int]]) -> None:
    """Fail where one of them lives on; on a busy machine a process that was killed ends a moment later."""
    wait_for(lambda: not living(), seconds=2)


@pytest.fixture
def play(tmp_path: Path) -> Iterator[Callable[..., Played]]:
    began: list[Played] = []

    def start(behaviours: str, processes: int, through_shell: bool = False) -> Played:
        played = Played(tmp_path, behaviours, through_shell)
        began.append(played)
        wait_for(lambda: len(played.lives()[0] if played.lives() else ()) >= processes)
        return played

    yield start
    for played in began:
        played.process.kill()
        played.process.wait()
        for pid in played.living():
            with contextlib.suppress(ProcessLookupError):  # it may be ending just now
                os.kill(pid, signal.SIGKILL)


def test_a_part_that_dies_is_started_again_after_growing_pauses(play: Callable[..., Played]) -> None:
    played = play("dies", processes=2)
    wait_for(lambda: len(played.lives()) >= 4)
    log = played.log.read_text()
    assert "played: ended after 0 s (exit code 3); it starts again in 0.2 s." in log
    assert "starts again in 0.4 s" in log
    assert "starts again in 0.8 s" in log


def test_a_part_that_dies_by_a_signal_is_started_again(play: Callable[..., Played]) -> None:
    played = play("family", processes=4)
    os.kill(played.main(), signal.SIGKILL)
    wait_for(lambda: len(played.lives()) == 2)
    assert "exit code -9" in played.log.read_text()


def test_what_a_part_leaves_behind_is_swept_before_it_starts_again(play: Callable[..., Played]) -> None:
    played = play("family deaf leaves", processes=4)
    wait_for(lambda: len(played.lives()) == 2)
    gone(played.of_former_lives)


def test_a_part_whose_guardian_was_killed_is_swept_and_started_again(play: Callable[..., Played]) -> None:
    played = play("family deaf", processes=4)
    os.kill(played.guardian(), signal.SIGKILL)
    wait_for(lambda: len(played.lives()) == 2)
    gone(played.of_former_lives)


def test_a_part_that_hangs_is_started_again(play: Callable[..., Played]) -> None:
    played = play("watched family deaf beats-once", processes=4)
    wait_for(lambda: len(played.lives()) == 2)
    assert "no sign of life" in played.log.read_text()
    gone(played.of_former_lives)


def test_a_part_that_beats_is_left_alone(play: Callable[..., Played]) -> None:
    played = play("watched beats", processes=2)
    time.sleep(2.5)
    assert len(played.lives()) == 1
    assert len(played.living()) == 2


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_everything_in_an_orderly_way(
    play: Callable[..., Played], number: signal.Signals
) -> None:
    played = play("family", processes=4)
    played.process.send_signal(number)
    assert played.process.wait(timeout=8) == 0
    gone(played.living)


def test_a_stop_leaves_nothing_even_of_parts_that_do_not_listen(play: Callable[..., Played]) -> None:
    played = play("family deaf", processes=4)
    played.process.send_signal(signal.SIGTERM)
    assert played.process.wait(timeout=8) == 0
    gone(played.living)


@pytest.mark.parametrize("behaviours", ["family", "family deaf"])
def test_killing_the_supervisor_leaves_nothing(play: Callable[..., Played], behaviours: str) -> None:
    played = play(behaviours, processes=4)
    played.process.kill()
    played.process.wait()
    wait_for(lambda: not played.living())


def test_the_end_of_the_process_it_belongs_to_ends_everything(play: Callable[..., Played]) -> None:
    played = play("family", processes=4, through_shell=True)
    supervisor = int((played.directory / "supervisor").read_text())
    played.process.kill()
    wait_for(lambda: not played.living() and not is_alive(supervisor))


def test_a_part_is_given_nothing_that_is_open_where_the_supervisor_started(tmp_path: Path) -> None:
    source = """
        import os, sys
        from vehicles.supervision.life import Part, Times
        from vehicles.supervision.supervisor import Supervisor
        held = os.open(os.devnull, os.O_RDONLY)
        os.set_inheritable(held, True)
        look = f"test -e /dev/fd/{held} && echo given || echo kept; read said || echo nothing said"
        Supervisor([Part("played", ["sh", "-c", look])], Times(first_pause=60, look=0.1)).run()
    """
    log = tmp_path / "log"
    with log.open("w") as file:
        process = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(source)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=file,
            stderr=file,
        )
    try:
        wait_for(lambda: "starts again in 60 s" in log.read_text())
        assert log.read_text().splitlines()[:2] == ["kept", "nothing said"]
    finally:
        process.terminate()
        process.communicate(timeout=8)


def test_it_goes_on_where_nobody_reads_its_lines_any_more() -> None:
    source = """
        from vehicles.supervision.life import Part, Times
        from vehicles.supervision.supervisor import Supervisor
        Supervisor([Part("played", ["false"])], Times(first_pause=0.1, look=0.1)).run()
    """
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(source)], cwd=ROOT, stderr=subprocess.PIPE, text=True
    )
    try:
        assert process.stderr is not None
        assert "starts again in 0.1 s" in process.stderr.readline()
        process.stderr.close()
        time.sleep(1)
        assert process.poll() is None
    finally:
        process.terminate()
        assert process.wait(timeout=8) == 0


def test_a_program_that_is_not_there_is_said_and_tried_again(tmp_path: Path) -> None:
    source = """
        from vehicles.supervision.life import Part, Times
        from vehicles.supervision.supervisor import Supervisor
        Supervisor([Part("played", ["./no-such-program"])], Times(first_pause=0.1, look=0.1)).run()
    """
    log = tmp_path / "log"
    with log.open("w") as file:
        process = subprocess.Popen([sys.executable, "-c", textwrap.dedent(source)], cwd=ROOT, stderr=file)
    try:
        wait_for(lambda: "starts again in 0.2 s" in log.read_text())
        assert "./no-such-program: No such file or directory" in log.read_text()
    finally:
        process.terminate()
        assert process.wait(timeout=8) == 0
