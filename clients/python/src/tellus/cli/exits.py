"""What the exit codes of `tellus` say; the guide (docs/guide/command-line.md) has the same table."""

#: Done; an ask has printed a trial, a report says go on.
OK = 0
#: It did not work: refused by the service, or by this machine.
FAILED = 1
#: The command line itself cannot be meant: an unknown option, a value without a number. As argparse has it.
USAGE = 2
#: The trial is to stop; tell its result.
STOP = 3
#: The study is finished: no further trial will come.
FINISHED = 4
#: No trial for now; ask again later, or with --wait.
NONE_NOW = 5
#: Somebody else was given the trial.
LEASE_LOST = 6
#: The service does not answer.
UNAVAILABLE = 7
#: Ctrl-C, and a reader that has gone, as shells have them.
INTERRUPTED = 130
PIPE_CLOSED = 141
