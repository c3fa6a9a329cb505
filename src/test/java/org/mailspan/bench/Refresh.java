package org.mailspan.bench;

import static java.lang.String.format;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.mailspan.support.DovecotHost;
import org.mailspan.support.ImapWitness;
import org.mailspan.support.Witness.Letter;

/** What it costs to look at a folder in which one thing happened, or nothing, by what the host can and by its size. */
final class Refresh implements Benchmark.Part {
    private static final int WARM_UP = 20;
    private static final Instant OLDEST = Instant.parse("2026-01-01T00:00:00Z");
    private static final Map<String, DovecotHost.Settings> CLASSES = new LinkedHashMap<>();

    static {
        CLASSES.put("QRESYNC", DovecotHost.Settings.FULL);
        CLASSES.put("CONDSTORE", DovecotHost.Settings.CONDSTORE);
        CLASSES.put("neither", DovecotHost.Settings.PLAIN);
    }

    /** Milliseconds of a Sync that brings nothing, of one that brings an arrival, and the bridge's CPU for both. */
    private record Cost(int size, Numbers nothing, Numbers arrival, double cpu) {}

    @Override
    public void measure(Bench bench, Report report) throws Exception {
        for (var one : CLASSES.entrySet()) {
            Bench here = bench.at(DovecotHost.shared(one.getValue()));
            var costs = new ArrayList<Cost>();
            try (var bridge = BridgeProcess.start(here)) {
                for (int size : bench.scale().folders()) costs.add(cost(here, bridge, size));
            }
            String sizes = joined(costs, cost -> format("%,d", cost.size));
            report.row(
                    "Refresh, host with " + one.getKey() + ", nothing new, at " + sizes + " messages",
                    joined(costs, cost -> format("%.2f", cost.nothing.median())) + " ms",
                    format(
                            "%.2f",
                            costs.getLast().nothing.median()
                                    / costs.getFirst().nothing.median()));
            report.row(
                    "– one arrival",
                    joined(costs, cost -> format("%.2f", cost.arrival.median())) + " ms",
                    format(
                            "%.2f",
                            costs.getLast().arrival.median()
                                    / costs.getFirst().arrival.median()));
            report.row(
                    "– CPU of the bridge for both",
                    joined(costs, cost -> format("%.2f", cost.cpu)) + " ms",
                    format("%.2f", costs.getLast().cpu / costs.getFirst().cpu));
        }
    }

    private static String joined(List<Cost> costs, java.util.function.Function<Cost, String> text) {
        return costs.stream().map(text).collect(Collectors.joining(" / "));
    }

    private static Cost cost(Bench bench, BridgeProcess bridge, int size) throws Exception {
        bench.say("a folder of " + size + " messages, and a device that has it");
        String user = bench.host().newUser();
        try (ImapWitness witness = bench.host().witness(user);
                Device device = bridge.device(bench, user, "refresh" + size).window(512)) {
            witness.appendAll(
                    "INBOX",
                    () -> IntStream.range(0, size).mapToObj(Refresh::small).iterator());
            long got = device.countAll(progress -> {});
            if (got != size) throw new IOException("of " + size + " messages " + got + " came");
            bridge.child().awaitQuiet();
            var nothing = new ArrayList<Double>();
            var arrival = new ArrayList<Double>();
            Duration cpu = Duration.ZERO;
            int rounds = WARM_UP + bench.scale().repeats() / 2;
            for (int round = 0; round < rounds; round++) {
                if (round == WARM_UP) cpu = bridge.child().cpu();
                double none = timed(device, false);
                witness.append(
                        "INBOX", small(size + round).octets(), Set.of(), OLDEST.plusSeconds(60L * (size + round)));
                double one = timed(device, true);
                if (round < WARM_UP) continue;
                nothing.add(none);
                arrival.add(one);
            }
            double each = bridge.child().cpu().minus(cpu).toNanos() / 1e6 / nothing.size();
            return new Cost(size, numbers(nothing), numbers(arrival), each);
        }
    }

    private static Numbers numbers(List<Double> all) {
        return Numbers.of(all.stream().mapToDouble(t -> t).toArray());
    }

    private static double timed(Device device, boolean change) throws IOException {
        long began = System.nanoTime();
        byte[] answer = device.sync();
        double millis = (System.nanoTime() - began) / 1e6;
        if (change != answer.length > 0)
            throw new IOException("an arrival is " + (change ? "not told" : "told that there was not"));
        return millis;
    }

    private static Letter small(int number) {
        String text = "From: Anna <anna@example.org>\r\nTo: b@example.org\r\nSubject: message " + number
                + "\r\nMessage-ID: <" + number + "@bench.example>\r\n\r\nA few words.\r\n";
        return new Letter(text.getBytes(StandardCharsets.US_ASCII), Set.of(), OLDEST.plusSeconds(60L * number));
    }
}
