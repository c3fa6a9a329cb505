package org.mailspan.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.mailspan.support.DovecotHost;
import org.opentest4j.TestAbortedException;

/**
 * Measures, part by part. Arguments are the parts that are wanted and sizes, {@code push deliveries=10}: see {@link
 * Scale}. If no part is named, all are measured but the heavy ones: {@code large}, {@code held-many} and {@code
 * refresh} take minutes and a gigabyte each, of memory or of disk, and are measured by name only.
 */
public final class Benchmark {
    private static final Map<String, Part> PARTS = new LinkedHashMap<>();
    private static final Set<String> BY_NAME_ONLY = Set.of("large", "held-many", "refresh");

    static {
        PARTS.put("first-sync", new FirstSync(Duration.ZERO, 0.4));
        PARTS.put("line", new FirstSync(Duration.ofMillis(20), 0.9));
        PARTS.put("flat", new Flatness());
        PARTS.put("push", new PushLatency());
        PARTS.put("held", new HeldPings());
        PARTS.put("idle", new IdleMemory());
        PARTS.put("three", new DevicesAtOnce(false));
        PARTS.put("storm", new Storm());
        PARTS.put("large", new DevicesAtOnce(true));
        PARTS.put("held-many", new ManyAccounts());
        PARTS.put("refresh", new Refresh());
    }

    private Benchmark() {}

    /** One thing that is measured. */
    interface Part {
        void measure(Bench bench, Report report) throws Exception;
    }

    public static void main(String[] arguments) throws Exception {
        // numbers are written alike wherever this runs
        Locale.setDefault(Locale.ROOT);
        Set<String> wanted = new LinkedHashSet<>();
        Scale scale = Scale.FULL;
        for (String argument : arguments) {
            String[] setting = argument.split("=", 2);
            if (setting.length == 2) scale = scale.with(setting[0], setting[1]);
            else if (PARTS.containsKey(argument)) wanted.add(argument);
            else throw new IllegalArgumentException("no part " + argument + " but " + PARTS.keySet());
        }
        if (wanted.isEmpty()) {
            wanted.addAll(PARTS.keySet());
            wanted.removeAll(BY_NAME_ONLY);
        }
        int code = measured(List.copyOf(wanted), scale);
        // ends Dovecot and GreenMail, which this process has started
        System.exit(code);
    }

    private static int measured(List<String> wanted, Scale scale) throws Exception {
        Path directory = Files.createTempDirectory("mailspan-bench");
        try {
            var bench = new Bench(DovecotHost.shared(), scale, directory);
            var report = new Report();
            for (String part : wanted) {
                bench.say(part);
                PARTS.get(part).measure(bench, report);
            }
            System.out.println(report.markdown());
            return 0;
        } catch (TestAbortedException noDovecot) {
            System.err.println(noDovecot.getMessage());
            return 1;
        } finally {
            Bench.delete(directory);
        }
    }
}
