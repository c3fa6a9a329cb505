package org.mailspan.bench;

import static java.lang.String.format;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.mailspan.support.ImapWitness;
import org.mailspan.support.Witness.Letter;

/**
 * What a Sync costs that brings nothing, and one that brings one changed flag, in folders of different sizes. The folders
 * take turns, so that the machine's load is the same for all of them.
 */
final class Flatness implements Benchmark.Part {
    private static final int WARM_UP = 30;
    private static final double GOAL = 1.5;
    private static final Instant OLDEST = Instant.parse("2026-01-01T00:00:00Z");

    /** One folder with a device that has it all. */
    private static final class Subject implements AutoCloseable {
        private final int size;
        private final ImapWitness witness;
        private final BareChanges bare;
        private final Device device;
        private final List<Double> unchanged = new ArrayList<>();
        private final List<Double> changed = new ArrayList<>();
        private final List<Double> listed = new ArrayList<>();

        private Subject(int size, ImapWitness witness, BareChanges bare, Device device) {
            this.size = size;
            this.witness = witness;
            this.bare = bare;
            this.device = device;
        }

        private void round(int number) throws IOException {
            unchanged.add(timed(false));
            // a stride that shares no factor with the sizes reaches messages of all ages, each once before any twice
            long uid = number * 7919L % size + 1;
            witness.say("UID STORE " + uid + (number / size % 2 == 0 ? " +" : " -") + "FLAGS.SILENT (\\Flagged)");
            changed.add(timed(true));
            listed.add(bare.list());
        }

        private void forget() {
            unchanged.clear();
            changed.clear();
            listed.clear();
        }

        /** Milliseconds. */
        private double timed(boolean change) throws IOException {
            long began = System.nanoTime();
            byte[] answer = device.sync();
            double millis = (System.nanoTime() - began) / 1e6;
            if (change != answer.length > 0)
                throw new IOException("a change is " + (change ? "not told" : "told that nobody made"));
            return millis;
        }

        @Override
        public void close() throws IOException {
            witness.close();
            bare.close();
            device.close();
        }
    }

    @Override
    public void measure(Bench bench, Report report) throws Exception {
        var subjects = new ArrayList<Subject>();
        try (var bridge = BridgeProcess.start(bench)) {
            for (int size : bench.scale().folders()) subjects.add(subject(bench, bridge, size));
            bench.say("syncs of no change and of one, " + WARM_UP + " + "
                    + bench.scale().repeats() + " rounds");
            for (int round = 0; round < WARM_UP; round++) for (Subject one : subjects) one.round(round);
            subjects.forEach(Subject::forget);
            for (int round = 0; round < bench.scale().repeats(); round++)
                for (Subject one : subjects) one.round(WARM_UP + round);
        } finally {
            for (Subject one : subjects) one.close();
        }
        report(report, subjects, "Sync without changes", one -> one.unchanged, true);
        report(report, subjects, "Sync with one changed flag", one -> one.changed, true);
        report(
                report,
                subjects,
                "– a bare client's UID FETCH CHANGEDSINCE, one changed flag",
                one -> one.listed,
                false);
    }

    private static Subject subject(Bench bench, BridgeProcess bridge, int size) throws IOException {
        bench.say("a folder of " + size + " messages, and a device that has it");
        String user = bench.host().newUser();
        ImapWitness witness = bench.host().witness(user);
        witness.appendAll(
                "INBOX",
                () -> IntStream.range(0, size).mapToObj(Flatness::small).iterator());
        witness.say("SELECT INBOX");
        Device device = bridge.device(bench, user, "flat" + size).window(512);
        long got = Device.added(device.syncAll());
        if (got != size) throw new IOException("of " + size + " messages " + got + " came");
        return new Subject(size, witness, new BareChanges(bench.host().witness(user)), device);
    }

    private static Letter small(int number) {
        String text = "From: Anna <anna@example.org>\r\nTo: b@example.org\r\nSubject: message " + number
                + "\r\nMessage-ID: <" + number + "@bench.example>\r\n\r\nA few words.\r\n";
        return new Letter(text.getBytes(StandardCharsets.US_ASCII), Set.of(), OLDEST.plusSeconds(60L * number));
    }

    private static void report(
            Report report, List<Subject> subjects, String what, Function<Subject, List<Double>> times, boolean goal) {
        List<Numbers> numbers = subjects.stream()
                .map(times)
                .map(all -> Numbers.of(all.stream().mapToDouble(t -> t).toArray()))
                .toList();
        double ratio = numbers.getLast().median() / numbers.getFirst().median();
        String row = what + ", at " + slashed(subjects, one -> format("%,d", one.size)) + " messages, median of "
                + numbers.getFirst().count();
        String figure = slashed(numbers, n -> format("%.2f", n.median())) + " ms; 9 of 10 below "
                + slashed(numbers, n -> format("%.2f", n.percentile(0.9)));
        if (goal) report.row(row, figure, format("%.2f", ratio), "≤ " + GOAL, ratio <= GOAL);
        else report.row(row, figure, format("%.2f", ratio));
    }

    private static <T> String slashed(List<T> all, Function<T, String> text) {
        return all.stream().map(text).collect(Collectors.joining(" / "));
    }
}
