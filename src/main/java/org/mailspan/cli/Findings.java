package org.mailspan.cli;

import org.mailspan.cli.probe.Finding;

/** Prints findings as they come, and remembers whether one was bad. */
final class Findings {
    private final Terminal terminal;
    private boolean failed;

    Findings(Terminal terminal) {
        this.terminal = terminal;
    }

    void add(Finding finding) {
        failed |= finding instanceof Finding.Bad;
        terminal.print(finding);
    }

    int exitCode() {
        return failed ? Cli.FAILED : Cli.DONE;
    }
}
