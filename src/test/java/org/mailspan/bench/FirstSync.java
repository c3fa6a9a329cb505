package org.mailspan.bench;

import static java.lang.String.format;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.mailspan.support.ImapWitness;
import org.mailspan.support.MailHost;
import org.mailspan.support.Mails;

/**
 * The first sync of a new device, held against a bare fetch of the same parts. They take turns; the first of each, with
 * classes not loaded and code not compiled (and, for the bridge, a folder that it has never seen), is told apart.
 */
final class FirstSync implements Benchmark.Part {
    private static final int WINDOW = 100;
    private static final int HTML = 32 * 1024;

    private final Duration roundTrip;
    private final double goal;

    /** @param roundTrip of the line to the mail host; zero for none between */
    FirstSync(Duration roundTrip, double goal) {
        this.roundTrip = roundTrip;
        this.goal = goal;
    }

    /** @param octets of the answers, or of the fetched headers and sections */
    private record Run(long messages, long octets, double seconds, Duration cpu) {
        double perSecond() {
            return messages / seconds;
        }

        double cpuMillis() {
            return cpu.toNanos() / 1e6 / messages;
        }
    }

    private record Pair(Run bare, Run bridge) {
        double ratio() {
            return bridge.perSecond() / bare.perSecond();
        }

        double cpuRatio() {
            return bridge.cpuMillis() / bare.cpuMillis();
        }
    }

    @Override
    public void measure(Bench bench, Report report) throws Exception {
        MailHost host = bench.host();
        String user = host.newUser();
        int count =
                roundTrip.isZero() ? bench.scale().messages() : bench.scale().messages() / 5;
        int runs = roundTrip.isZero()
                ? bench.scale().runs()
                : Math.min(4, bench.scale().runs());
        Path directory = bench.newDirectory("bare");
        Path commands = directory.resolve("commands");
        try (ImapWitness witness = host.witness(user)) {
            bench.say("appending " + count + " messages");
            Files.write(commands, new FetchPlan(HTML).fill(witness, Mails.bulky(1), count, WINDOW));
            bench.say("warming the mail host");
            witness.say("SELECT INBOX");
            for (String command : Files.readAllLines(commands)) witness.say(command);
        }
        try (var line = new SlowLine(host.imapPort(), roundTrip);
                var bridge = BridgeProcess.start(bench, port(line, host));
                var bare = bare(directory, host, port(line, host), user, commands)) {
            var pairs = new ArrayList<Pair>();
            for (int run = 0; run < runs; run++) {
                pairs.add(new Pair(pass(bare, count), sync(bench, bridge, user, "first" + run)));
                tell(bench, run, pairs.getLast());
            }
            report(report, count, pairs);
        }
    }

    private int port(SlowLine line, MailHost host) {
        return roundTrip.isZero() ? host.imapPort() : line.port();
    }

    private static Child bare(Path directory, MailHost host, int port, String user, Path commands) throws IOException {
        var bare = new Child(
                directory,
                BareFetch.class.getName(),
                host.host(),
                "" + port,
                user,
                host.password(),
                commands.toString());
        if (!bare.line().equals("ready")) throw new IOException("the bare client is not ready");
        return bare;
    }

    private static Run pass(Child bare, int count) throws IOException {
        Duration cpu = bare.cpu();
        long began = System.nanoTime();
        bare.tell("pass");
        String[] came = bare.line().split(" ", 2);
        double seconds = (System.nanoTime() - began) / 1e9;
        if (Integer.parseInt(came[0]) != count) throw new IOException("the bare client got " + came[0] + " messages");
        return new Run(count, Long.parseLong(came[1]), seconds, bare.cpu().minus(cpu));
    }

    private static Run sync(Bench bench, BridgeProcess bridge, String user, String name) throws IOException {
        try (Device device = bridge.device(bench, user, name)) {
            device.window(WINDOW).html(HTML);
            Duration cpu = bridge.child().cpu();
            long began = System.nanoTime();
            List<byte[]> answers = device.syncAll();
            double seconds = (System.nanoTime() - began) / 1e9;
            Duration used = bridge.child().cpu().minus(cpu);
            long octets = answers.stream().mapToLong(answer -> answer.length).sum();
            return new Run(Device.added(answers), octets, seconds, used);
        }
    }

    private static void tell(Bench bench, int run, Pair pair) {
        bench.say(format(
                "run %d: bare %.0f/s, %.3f ms CPU; bridge %.0f/s, %.3f ms CPU (%d messages of %d KB, fetched %d KB);"
                        + " ratio %.2f",
                run,
                pair.bare.perSecond(),
                pair.bare.cpuMillis(),
                pair.bridge.perSecond(),
                pair.bridge.cpuMillis(),
                pair.bridge.messages,
                pair.bridge.octets / 1024,
                pair.bare.octets / 1024,
                pair.ratio()));
    }

    private void report(Report report, int count, List<Pair> pairs) {
        Pair cold = pairs.getFirst();
        List<Pair> warm = pairs.subList(1, pairs.size());
        String line = roundTrip.isZero() ? "" : format("through a line of %d ms, ", roundTrip.toMillis());
        String what = format("First sync of %,d messages, ", count) + line;
        Numbers ratio = of(warm, Pair::ratio);
        report.row(
                what + format("median of %d devices", warm.size()),
                of(warm, p -> p.bridge.perSecond()).text("%,.0f") + " messages/s; bare fetch "
                        + of(warm, p -> p.bare.perSecond()).text("%,.0f"),
                ratio.text("%.2f"),
                "≥ " + goal,
                ratio.median() >= goal);
        report.row(
                "– CPU of the bridge per message",
                of(warm, p -> p.bridge.cpuMillis()).text("%.3f") + " ms; bare fetch "
                        + of(warm, p -> p.bare.cpuMillis()).text("%.3f") + " ms",
                of(warm, Pair::cpuRatio).text("%.2f"));
        report.row(
                "– the very first device after a start, new folder",
                format("%,.0f messages/s; bare fetch %,.0f", cold.bridge.perSecond(), cold.bare.perSecond()),
                format("%.2f", cold.ratio()));
        long complete = pairs.stream().filter(p -> p.bridge.messages == count).count();
        report.row(
                "– devices that have all messages afterwards",
                complete + " of " + pairs.size(),
                "",
                "all",
                complete == pairs.size());
    }

    private static Numbers of(List<Pair> pairs, ToDoubleFunction<Pair> value) {
        return Numbers.of(pairs.stream().mapToDouble(value).toArray());
    }
}
