package org.mailspan.bench;

import static java.lang.String.format;

import java.io.IOException;
import java.util.Optional;
import org.mailspan.bench.Child.Held;
import org.mailspan.support.ImapWitness;
import org.mailspan.support.Mails;

/**
 * What the bridge holds of the machine while nobody asks anything: garbage included, as an owner sees it. By the class path of
 * this program, with all that tests need in it, and by the jar as the systemd unit starts it.
 */
final class IdleMemory implements Benchmark.Part {
    private static final int MESSAGES = 1_000;
    private static final int STARTS = 5;

    @Override
    public void measure(Bench bench, Report report) throws Exception {
        String user = bench.host().newUser();
        try (ImapWitness witness = bench.host().witness(user)) {
            witness.appendAll("INBOX", Mails.bulky(2).letters(MESSAGES));
        }
        measure("", 120, BridgeProcess.Kept.of(bench, Launch.AS_BUILT), user, bench, report);
        Optional<Launch> packaged = Launch.packaged();
        if (packaged.isEmpty()) {
            bench.say("by the jar is not measured, since there is none: mvn -DskipTests package makes it");
            return;
        }
        BridgeProcess.Kept archived =
                BridgeProcess.Kept.of(bench, packaged.orElseThrow()).archived();
        measure(", by the jar and its archive of classes", 80, archived, user, bench, report);
        starts(archived, report);
    }

    private static void measure(
            String how, double goal, BridgeProcess.Kept kept, String user, Bench bench, Report report)
            throws IOException {
        try (var bridge = kept.start()) {
            bridge.child().awaitRest();
            Held started = bridge.child().held();
            try (Device device = bridge.device(bench, user, "idle")) {
                device.html(32 * 1024).syncAll();
            }
            bridge.child().awaitRest();
            Held synced = bridge.child().held();
            report.row(
                    format("Idle memory (RSS)%s, after a device has synced %,d messages", how, MESSAGES),
                    format("%.0f MB, %d threads", synced.megabytes(), synced.threads()),
                    "",
                    format("< %.0f MB", goal),
                    synced.megabytes() < goal);
            report.row(
                    "– after the start, before any request",
                    format("%.0f MB, %d threads", started.megabytes(), started.threads()),
                    "",
                    format("< %.0f MB", goal),
                    started.megabytes() < goal);
        }
    }

    private static void starts(BridgeProcess.Kept kept, Report report) throws IOException {
        double[] seconds = new double[STARTS];
        for (int start = 0; start < STARTS; start++) {
            long began = System.nanoTime();
            BridgeProcess bridge = kept.start();
            seconds[start] = (System.nanoTime() - began) / 1e9;
            bridge.close();
        }
        Numbers ready = Numbers.of(seconds);
        report.row(
                format("Ready after a start by the jar and its archive, median of %d", STARTS),
                ready.text("%.2f") + " s",
                "",
                "< 1 s",
                ready.median() < 1);
    }
}
