package org.mailspan.bench;

import static java.lang.String.format;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.mailspan.support.ImapWitness;

/** How much later than a bare IDLE client a phone with a held Ping hears of new mail. */
final class PushLatency implements Benchmark.Part {
    private static final double GOAL = 15;

    /** @param ping milliseconds from the delivery's begin to the Ping's answer */
    private record Heard(double idle, double ping) {}

    @Override
    public void measure(Bench bench, Report report) throws Exception {
        String user = bench.host().newUser();
        var heard = new ArrayList<Heard>();
        var random = new Random(1);
        bench.say(bench.scale().deliveries() + " deliveries");
        try (var bridge = BridgeProcess.start(bench);
                var device = bridge.device(bench, user, "push");
                var witness = bench.host().witness(user);
                var idle = witness.idle("INBOX")) {
            device.syncAll();
            // one more than counts: the first Ping has to make the watch
            for (int number = 0; number <= bench.scale().deliveries(); number++) {
                heard.add(delivery(bench, user, number, bridge, device, idle, random));
                device.syncAll();
            }
        }
        heard.removeFirst();
        report(report, heard);
    }

    private static Heard delivery(
            Bench bench,
            String user,
            int number,
            BridgeProcess bridge,
            Device device,
            ImapWitness.Idle idle,
            Random random)
            throws Exception {
        FutureTask<Long> ping = begun(() -> pinged(device));
        FutureTask<Long> idling = begun(() -> idle.await("EXISTS"));
        bridge.child().awaitQuiet();
        // Dovecot gathers news for up to half a second after the last ones: spread over that and beyond
        LockSupport.parkNanos(Duration.ofMillis(500 + random.nextInt(1000)).toNanos());
        long began = System.nanoTime();
        bench.host().deliver(user, message(number));
        long told = idling.get(60, TimeUnit.SECONDS);
        long answered = ping.get(60, TimeUnit.SECONDS);
        return new Heard((told - began) / 1e6, (answered - began) / 1e6);
    }

    private static long pinged(Device device) throws IOException {
        String status = device.ping(600);
        long now = System.nanoTime();
        if (!status.equals("2")) throw new IOException("Ping answers status " + status);
        return now;
    }

    private static FutureTask<Long> begun(Callable<Long> task) {
        var future = new FutureTask<>(task);
        Thread.ofPlatform().daemon().start(future);
        return future;
    }

    private static byte[] message(int number) {
        return ("From: Anna <anna@example.org>\r\nSubject: news " + number + "\r\n\r\nA few words.\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static void report(Report report, List<Heard> heard) {
        Numbers later =
                Numbers.of(heard.stream().mapToDouble(h -> h.ping - h.idle).toArray());
        Numbers ping = Numbers.of(heard.stream().mapToDouble(Heard::ping).toArray());
        Numbers idle = Numbers.of(heard.stream().mapToDouble(Heard::idle).toArray());
        report.row(
                "Push: how much later than a bare IDLE client, median of " + later.count(),
                format(
                        "%.1f ms; 9 of 10 below %.1f; %.1f to %.1f",
                        later.median(), later.percentile(0.9), later.least(), later.most()),
                "",
                "< " + (int) GOAL + " ms",
                later.median() < GOAL);
        report.row(
                "– from the delivery's begin to the Ping's answer",
                ping.text("%.1f") + " ms; IDLE " + idle.text("%.1f") + " ms",
                "");
    }
}
