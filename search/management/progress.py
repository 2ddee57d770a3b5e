"""How far a long command is, on one line of the terminal; one line in ten parts elsewhere."""

WIDTH = 40


class Progress:
    """Called with how much is done, and of how much."""

    def __init__(self, stdout):
        self._stdout = stdout
        self._shown = -1

    def __call__(self, done: int, total: int) -> None:
        share = done / max(1, total)
        live = self._stdout.isatty()
        step = int(share * (1000 if live else 10))
        if step == self._shown:
            return
        self._shown = step
        bar = "█" * int(share * WIDTH)
        self._stdout.write(f"{bar:<{WIDTH}} {done} / {total}", ending="\r" if live and done < total else "\n")
        self._stdout.flush()
