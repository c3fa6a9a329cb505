package org.mailspan.bench;

import static java.lang.String.format;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import org.mailspan.bench.Child.Held;

/**
 * What one process holds that watches a thousand accounts, each with ten held Pings, and what it does while nothing
 * happens. The accounts lie on a {@link LightHost}: what is measured is the bridge, and a thousand processes of Dovecot
 * would be all that this machine does.
 */
final class ManyAccounts implements Benchmark.Part {
    private static final double MEMORY_GOAL = 450;
    private static final double CPU_GOAL = 1;
    private static final int FEW = 100;
    private static final Duration QUIET = Duration.ofSeconds(30);

    /** The 96 MB of the README are for a household; this is an office. */
    private static final Launch HEAP = Launch.AS_BUILT.with("-Xmx320m");

    /** Each at a time is a login at the host, and a first sync. */
    private static final int AT_ONCE = 16;

    @Override
    public void measure(Bench bench, Report report) throws Exception {
        int accounts = bench.scale().watched();
        int few = Math.min(FEW, accounts);
        int each = Math.max(1, bench.scale().held() / accounts);
        var devices = new ArrayList<Device>();
        try (var host = new LightHost();
                var bridge = BridgeProcess.start(bench, host.port(), HEAP);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                measure(bench, report, host, bridge, threads, devices, accounts, few, each);
            } finally {
                for (Device device : devices) device.close();
                threads.shutdownNow();
            }
        }
    }

    private static void measure(
            Bench bench,
            Report report,
            LightHost host,
            BridgeProcess bridge,
            ExecutorService threads,
            List<Device> devices,
            int accounts,
            int few,
            int each)
            throws Exception {
        Child child = bridge.child();
        child.awaitQuiet();
        Held before = child.held();
        bench.say(few + " accounts, one held Ping each");
        devices.addAll(begun(bench, bridge, 0, few, 1, threads));
        List<Future<String>> pings = held(devices, threads);
        child.awaitQuiet();
        cpu(bench, report, child, few, few, true);

        bench.say((accounts - few) + " accounts more, " + each + " held Pings each");
        var more = new ArrayList<Device>();
        for (int from = few; from < accounts; from += FEW) {
            more.addAll(begun(bench, bridge, from, Math.min(accounts, from + FEW), each, threads));
            bench.say(more.size() + " devices more, RSS " + (int) child.held().megabytes() + " MB");
        }
        more.addAll(others(bench, bridge, few, each, threads));
        devices.addAll(more);
        pings.addAll(held(more, threads));
        child.awaitQuiet();
        Held with = child.held();
        long early = pings.stream().filter(Future::isDone).count();
        report.row(
                format("%,d held Pings of %,d watched accounts in one process, memory (RSS)", pings.size(), accounts),
                format(
                        "%.0f MB, %.0f before; %,d IMAP connections, %d threads%s",
                        with.megabytes(),
                        before.megabytes(),
                        host.connections(),
                        with.threads(),
                        early > 0 ? "; **" + early + " answered**" : ""),
                "",
                "< " + (int) MEMORY_GOAL + " MB",
                with.megabytes() < MEMORY_GOAL && early == 0);
        report.row("– most memory that was held (RSS)", format("%.0f MB", with.peakMegabytes()), "");
        cpu(bench, report, child, accounts, pings.size(), false);
    }

    private static void cpu(Bench bench, Report report, Child child, int accounts, int pings, boolean goal) {
        // what it does when a busy time is over is not nothing
        child.awaitRest();
        bench.say("a quiet " + QUIET.toSeconds() + " s");
        Duration cpu = child.cpu();
        LockSupport.parkNanos(QUIET.toNanos());
        double share = 100.0 * child.cpu().minus(cpu).toNanos() / QUIET.toNanos();
        String what = format("– CPU while nothing happens, %,d accounts, %,d held Pings", accounts, pings);
        if (goal)
            report.row(what, format("%.2f %% of a core", share), "", "< " + (int) CPU_GOAL + " %", share < CPU_GOAL);
        else report.row(what, format("%.2f %% of a core", share), "");
    }

    /** The other devices of the first accounts, which had one each. */
    private static List<Device> others(Bench bench, BridgeProcess bridge, int few, int each, ExecutorService threads)
            throws Exception {
        return each > 1 ? begun(bench, bridge, 0, few, each - 1, threads) : List.of();
    }

    /** Devices that have the inbox. */
    private static List<Device> begun(
            Bench bench, BridgeProcess bridge, int from, int to, int each, ExecutorService threads) throws Exception {
        var free = new Semaphore(AT_ONCE);
        var begun = new ArrayList<Future<List<Device>>>();
        for (int account = from; account < to; account++) {
            String user = "a" + account + "@example.org";
            Callable<List<Device>> task = () -> {
                free.acquire();
                try {
                    return devices(bench, bridge, user, each);
                } finally {
                    free.release();
                }
            };
            begun.add(threads.submit(task));
        }
        var devices = new ArrayList<Device>();
        for (var some : begun) devices.addAll(some.get());
        return devices;
    }

    private static List<Device> devices(Bench bench, BridgeProcess bridge, String user, int each) throws IOException {
        var devices = new ArrayList<Device>();
        for (int i = 0; i < each; i++) {
            Device device = bridge.device(bench, user, "many" + each + "x" + i);
            long got = device.countAll(progress -> {});
            if (got != 3) throw new IOException("of 3 messages " + got + " came");
            device.close();
            devices.add(device);
        }
        return devices;
    }

    private static List<Future<String>> held(List<Device> devices, ExecutorService threads) {
        var pings = new ArrayList<Future<String>>();
        for (Device device : devices) {
            pings.add(threads.submit(() -> device.ping(3000)));
            LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
        }
        return pings;
    }
}
