package org.mailspan.bench;

import static java.lang.String.format;

import org.mailspan.bench.Child.Held;
import org.mailspan.support.ImapWitness;
import org.mailspan.support.Mails;

/** What the bridge holds of the machine while nobody asks anything: garbage included, as an owner sees it. */
final class IdleMemory implements Benchmark.Part {
    private static final double GOAL = 120;
    private static final int MESSAGES = 1_000;

    @Override
    public void measure(Bench bench, Report report) throws Exception {
        String user = bench.host().newUser();
        try (ImapWitness witness = bench.host().witness(user)) {
            witness.appendAll("INBOX", Mails.bulky(2).letters(MESSAGES));
        }
        try (var bridge = BridgeProcess.start(bench)) {
            bridge.child().awaitRest();
            Held started = bridge.child().held();
            try (Device device = bridge.device(bench, user, "idle")) {
                device.html(32 * 1024).syncAll();
            }
            bridge.child().awaitRest();
            Held synced = bridge.child().held();
            report.row(
                    format("Idle memory (RSS), after a device has synced %,d messages", MESSAGES),
                    format("%.0f MB, %d threads", synced.megabytes(), synced.threads()),
                    "",
                    "< " + (int) GOAL + " MB",
                    synced.megabytes() < GOAL);
            report.row(
                    "– after the start, before any request",
                    format("%.0f MB, %d threads", started.megabytes(), started.threads()),
                    "");
        }
    }
}
