package org.mailspan.bench;

import static java.lang.String.format;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.mailspan.bench.Child.Held;

/**
 * What many held Pings cost, and how soon all of them are answered. They come over some seconds, as from phones that have
 * nothing to do with each other, and then, at another bridge, all at one moment, as after a power cut.
 */
final class HeldPings implements Benchmark.Part {
    private static final double GOAL = 25;
    private static final Duration APART = Duration.ofMillis(5);

    @Override
    public void measure(Bench bench, Report report) throws Exception {
        Round spread = round(bench, APART);
        Round burst = round(bench, Duration.ZERO);
        int pings = spread.pings;
        String within = format("%.0f s", pings * APART.toMillis() / 1e3);
        memory(report, spread, format("%,d held Pings that came within %s, memory per Ping", pings, within));
        memory(report, burst, "– the same, if they come at one moment");
        report.row(
                "– threads per Ping",
                format(
                        "%.3f; %d before, %d with them",
                        (spread.with.threads() - spread.before.threads()) / (double) pings,
                        spread.before.threads(),
                        spread.with.threads()),
                "");
        report.row(
                format(
                        "– all answered, after one delivery to each of %d accounts",
                        bench.scale().accounts()),
                format("%.0f ms, %.0f ms after the last delivery was taken", spread.woken, spread.afterDelivery),
                "");
    }

    /** Growth by what lives on the heap, and by what the process holds of the machine: the larger counts. */
    private static void memory(Report report, Round round, String what) {
        double live = round.liveAfter.isPresent() && round.liveBefore.isPresent()
                ? (round.liveAfter.getAsLong() - round.liveBefore.getAsLong()) / (double) round.pings
                : 0;
        double resident = (round.with.resident() - round.before.resident()) / (double) round.pings;
        report.row(
                what,
                format(
                        "%.1f KB (RSS %.0f to %.0f MB); live heap %s",
                        resident,
                        round.before.megabytes(),
                        round.with.megabytes(),
                        live > 0 ? format("%.1f KB", live) : "unknown, no jcmd: garbage included"),
                "",
                "< " + (int) GOAL + " KB",
                Math.max(live, resident) < GOAL && round.answeredEarly == 0);
    }

    /** @param woken milliseconds from the first delivery's begin to the last answer */
    private record Round(
            int pings,
            Held before,
            OptionalLong liveBefore,
            Held with,
            OptionalLong liveAfter,
            long answeredEarly,
            double woken,
            double afterDelivery) {}

    private static Round round(Bench bench, Duration apart) throws Exception {
        try (var bridge = BridgeProcess.start(bench);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<String> users = Stream.generate(bench.host()::newUser)
                    .limit(bench.scale().accounts())
                    .toList();
            List<Device> devices = devices(bench, bridge, users, threads);
            try {
                return held(bench, bridge.child(), users, devices, apart, threads);
            } finally {
                for (Device device : devices) device.close();
            }
        }
    }

    /** Each has synchronised the inbox, a few messages, as a phone has before its first Ping. */
    private static List<Device> devices(Bench bench, BridgeProcess bridge, List<String> users, ExecutorService threads)
            throws Exception {
        bench.say(users.size() + " accounts with " + bench.scale().devices() + " devices each");
        var begun = new ArrayList<Future<List<Device>>>();
        for (String user : users)
            begun.add(threads.submit(() -> {
                for (int i = 0; i < 5; i++) bench.host().deliver(user, message(i));
                var devices = new ArrayList<Device>();
                for (int i = 0; i < bench.scale().devices(); i++) {
                    Device device = bridge.device(bench, user, "held" + i);
                    device.syncAll();
                    device.close();
                    devices.add(device);
                }
                return devices;
            }));
        var devices = new ArrayList<Device>();
        for (var some : begun) devices.addAll(some.get());
        return devices;
    }

    private static Round held(
            Bench bench, Child child, List<String> users, List<Device> devices, Duration apart, ExecutorService threads)
            throws Exception {
        child.awaitRest();
        OptionalLong liveBefore = child.collect();
        Held before = child.held();
        bench.say("parking " + devices.size() + " Pings");
        List<Future<Long>> pings = all(devices, threads, apart, HeldPings::pinged);
        child.awaitRest();
        OptionalLong liveAfter = child.collect();
        Held with = child.held();
        long early = pings.stream().filter(Future::isDone).count();

        bench.say("one delivery for each account");
        long began = System.nanoTime();
        List<Future<Long>> deliveries = all(users, threads, Duration.ZERO, user -> {
            bench.host().deliver(user, message(9));
            return System.nanoTime();
        });
        double delivered = last(deliveries, began);
        double woken = last(pings, began);
        return new Round(devices.size(), before, liveBefore, with, liveAfter, early, woken, woken - delivered);
    }

    private interface Work<T> {
        long of(T subject) throws Exception;
    }

    private static <T> List<Future<Long>> all(List<T> subjects, ExecutorService threads, Duration apart, Work<T> work) {
        var begun = new ArrayList<Future<Long>>();
        for (T subject : subjects) {
            Callable<Long> task = () -> work.of(subject);
            begun.add(threads.submit(task));
            LockSupport.parkNanos(apart.toNanos());
        }
        return begun;
    }

    /** Milliseconds from {@code began} to the last of them. */
    private static double last(List<Future<Long>> times, long began) throws Exception {
        long last = began;
        for (var time : times) last = Math.max(last, time.get(120, TimeUnit.SECONDS));
        return (last - began) / 1e6;
    }

    private static long pinged(Device device) throws IOException {
        String status = device.ping(3000);
        long now = System.nanoTime();
        if (!status.equals("2")) throw new IOException("Ping answers status " + status);
        return now;
    }

    private static byte[] message(int number) {
        return ("From: Anna <anna@example.org>\r\nSubject: news " + number + "\r\n\r\nA few words.\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }
}
