package org.mailspan.bench;

import static java.lang.String.format;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Many messages arrive one right after the other in a folder that three devices wait for. */
final class Storm implements Benchmark.Part {
    private static final int DEVICES = 3;
    private static final int WINDOW = 100;

    /** What one device did until it had all. */
    private record Course(int wakes, int syncs, long messages, long end) {}

    @Override
    public void measure(Bench bench, Report report) throws Exception {
        int count = bench.scale().storm();
        String user = bench.host().newUser();
        try (var bridge = BridgeProcess.start(bench);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var devices = new ArrayList<Device>();
            for (int i = 0; i < DEVICES; i++) {
                Device device = bridge.device(bench, user, "storm" + i).window(WINDOW);
                device.html(32 * 1024).syncAll();
                devices.add(device);
            }
            var courses = new ArrayList<Future<Course>>();
            for (Device device : devices) courses.add(threads.submit(() -> course(device, count)));
            bridge.child().awaitQuiet();
            Duration cpu = bridge.child().cpu();
            bench.say("delivering " + count + " messages");
            long began = System.nanoTime();
            for (int number = 0; number < count; number++) bench.host().deliver(user, message(number));
            long delivered = System.nanoTime();
            var done = new ArrayList<Course>();
            for (var course : courses) done.add(course.get(5, TimeUnit.MINUTES));
            Duration used = bridge.child().cpu().minus(cpu);
            for (Device device : devices) device.close();
            report(report, count, done, began, delivered, used);
        }
    }

    private static void report(
            Report report, int count, List<Course> courses, long began, long delivered, Duration used) {
        long last = courses.stream().mapToLong(Course::end).max().orElse(began);
        String wakes = courses.stream().map(one -> "" + one.wakes).collect(Collectors.joining(", "));
        String syncs = courses.stream().map(one -> "" + one.syncs).collect(Collectors.joining(", "));
        double seconds = (delivered - began) / 1e9;
        report.row(
                format(
                        "%,d messages delivered within %.1f s to a folder that %d devices wait for",
                        count, seconds, DEVICES),
                format("woken %s times, Syncs %s", wakes, syncs),
                "");
        report.row(
                "– the last device has the last message",
                format("%.1f s after it was delivered", Math.max(0, last - delivered) / 1e9),
                "");
        report.row(
                "– CPU of the bridge per message and device",
                format("%.2f ms; %.1f s in all", used.toNanos() / 1e6 / count / DEVICES, used.toNanos() / 1e9),
                "");
    }

    /** As phones do: a Ping, and when it is answered Syncs until there is no more. */
    private static Course course(Device device, int count) throws IOException {
        int wakes = 0;
        int syncs = 0;
        long messages = 0;
        while (messages < count) {
            String status = device.ping(600);
            if (!status.equals("2")) throw new IOException("Ping answers status " + status);
            wakes++;
            do {
                messages += Device.added(List.of(device.sync()));
                syncs++;
            } while (device.hasMore());
        }
        return new Course(wakes, syncs, messages, System.nanoTime());
    }

    private static byte[] message(int number) {
        return ("From: Anna <anna@example.org>\r\nSubject: news " + number + "\r\n\r\nA few words.\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }
}
