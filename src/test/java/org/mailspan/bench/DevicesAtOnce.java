package org.mailspan.bench;

import static java.lang.String.format;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.mailspan.support.ImapWitness;
import org.mailspan.support.Mails;

/**
 * The first sync of three devices of one account at the same time, held against one alone. What they get is counted
 * while the clock runs, since all of it would not fit in memory: the phones' part of the processors is larger than in {@link
 * FirstSync}, and the rates are not to be compared with those there.
 */
final class DevicesAtOnce implements Benchmark.Part {
    private static final int DEVICES = 3;
    private static final int WINDOW = 100;
    private static final int HTML = 32 * 1024;
    private static final double GOAL = 2;

    private final boolean large;

    /** @param large a folder that does not fit in the heap, once; else one that does, several times */
    DevicesAtOnce(boolean large) {
        this.large = large;
    }

    /** @param messages of all devices together */
    private record Run(int devices, long messages, double seconds, Duration cpu) {
        double perSecond() {
            return messages / seconds;
        }

        double cpuMillis() {
            return cpu.toNanos() / 1e6 / messages;
        }
    }

    @Override
    public void measure(Bench bench, Report report) throws Exception {
        int count = large ? bench.scale().large() : bench.scale().messages();
        String user = bench.host().newUser();
        bench.say("appending " + count + " messages");
        try (ImapWitness witness = bench.host().witness(user)) {
            witness.appendAll("INBOX", Mails.bulky(1).letters(count));
        }
        Launch heap = large ? Launch.AS_BUILT.with("-Xmx256m") : Launch.AS_BUILT;
        try (var bridge = BridgeProcess.start(bench, bench.host().imapPort(), heap)) {
            if (large) large(bench, report, bridge, user, count);
            else compared(bench, report, bridge, user, count);
        }
    }

    private static void large(Bench bench, Report report, BridgeProcess bridge, String user, int count)
            throws Exception {
        Run run = run(bench, bridge, user, "large", DEVICES);
        report.row(
                format("First sync of %,d messages by %d devices at once, heap of 256 MB, new folder", count, DEVICES),
                format(
                        "%,.0f messages/s together, %.3f ms CPU each; %,d came",
                        run.perSecond(), run.cpuMillis(), run.messages),
                "",
                format("%,d", (long) count * DEVICES),
                run.messages == (long) count * DEVICES);
        report.row(
                "– most memory that was held (RSS)",
                format("%.0f MB", bridge.child().held().peakMegabytes()),
                "");
    }

    private static void compared(Bench bench, Report report, BridgeProcess bridge, String user, int count)
            throws Exception {
        var alone = new ArrayList<Run>();
        var together = new ArrayList<Run>();
        int runs = Math.max(2, bench.scale().runs() / 2 + 1);
        for (int run = 0; run < runs; run++) {
            alone.add(run(bench, bridge, user, "alone" + run, 1));
            together.add(run(bench, bridge, user, "three" + run + "x", DEVICES));
        }
        // the first of each warm up
        alone.removeFirst();
        together.removeFirst();
        Numbers one = Numbers.of(alone.stream().mapToDouble(Run::seconds).toArray());
        Numbers all = Numbers.of(together.stream().mapToDouble(Run::seconds).toArray());
        double ratio = all.median() / one.median();
        boolean complete = together.stream().allMatch(run -> run.messages == (long) count * DEVICES);
        report.row(
                format("First sync of %,d messages by %d devices at once, median of %d", count, DEVICES, all.count()),
                all.text("%.2f") + " s; one alone " + one.text("%.2f") + " s" + (complete ? "" : "; **incomplete**"),
                format("%.2f", ratio),
                "≤ " + GOAL,
                ratio <= GOAL && complete);
        Numbers cpuAlone = Numbers.of(alone.stream().mapToDouble(Run::cpuMillis).toArray());
        Numbers cpu = Numbers.of(together.stream().mapToDouble(Run::cpuMillis).toArray());
        report.row(
                "– CPU of the bridge per message and device",
                cpu.text("%.3f") + " ms; one alone " + cpuAlone.text("%.3f") + " ms",
                format("%.2f", cpu.median() / cpuAlone.median()));
        report.row(
                "– most memory that was held (RSS)",
                format("%.0f MB", bridge.child().held().peakMegabytes()),
                "");
    }

    private static Run run(Bench bench, BridgeProcess bridge, String user, String name, int devices) throws Exception {
        Duration cpu = bridge.child().cpu();
        long began = System.nanoTime();
        var counts = new ArrayList<Future<Long>>();
        long messages = 0;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < devices; i++) {
                String device = name + i;
                counts.add(threads.submit(() -> synced(bench, bridge, user, device)));
            }
            for (var one : counts) messages += one.get();
        }
        var run = new Run(
                devices,
                messages,
                (System.nanoTime() - began) / 1e9,
                bridge.child().cpu().minus(cpu));
        bench.say(format(
                "%s: %d devices, %,d messages in %.1f s, %,.0f/s, %.3f ms CPU, RSS at most %.0f MB",
                name,
                devices,
                messages,
                run.seconds,
                run.perSecond(),
                run.cpuMillis(),
                bridge.child().held().peakMegabytes()));
        return run;
    }

    private static long synced(Bench bench, BridgeProcess bridge, String user, String name) throws IOException {
        try (Device device = bridge.device(bench, user, name)) {
            return device.window(WINDOW).html(HTML).countAll(bench::say);
        }
    }
}
