package org.mailspan;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.mailspan.command.CommandLimits;
import org.mailspan.event.Event;
import org.mailspan.event.Events;
import org.mailspan.protocol.Version;
import org.mailspan.support.Dialogue;
import org.mailspan.support.Dialogue.Step;
import org.mailspan.support.DialogueFiles;
import org.mailspan.support.DialogueHost;
import org.mailspan.support.DialogueReader;
import org.mailspan.support.DialogueRun;
import org.mailspan.support.TestBridge;
import org.mailspan.trace.Trace;

/**
 * What a trace says of a dialogue is a dialogue again: played before another bridge and a mailbox in the same state, it
 * passes. So a user's log can become a test.
 */
final class TraceTest {
    private static final CommandLimits LIMITS = new CommandLimits(
            Duration.ofSeconds(1), Duration.ofSeconds(3540), 5, Duration.ofMillis(50), 4 << 20, Duration.ofSeconds(12));

    /** Of mail that the dialogue makes: clock and dice are no part of a mailbox's state. */
    private static final Pattern CHANCE = Pattern.compile(
            "(<Email:DateReceived>|<Email2:Conversation(?:Id|Index)>)(?:[^<]*|<\\?opaque [^?]*\\?>)(?=</)");

    /** The trace does not have the password, so the answer to a bad one cannot be had by it. */
    private static final List<String> NOT_AGAIN = List.of("Settings/device-password.txt");

    private static final AtomicInteger users = new AtomicInteger();
    private static final List<String> traced = new CopyOnWriteArrayList<>();
    private static final AtomicInteger answered = new AtomicInteger();
    private static DialogueHost first;
    private static DialogueHost second;
    private static TestBridge tracing;
    private static TestBridge playing;

    @BeforeAll
    static void start(@TempDir Path one, @TempDir Path other) {
        Instant began = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        first = new DialogueHost(began);
        second = new DialogueHost(began);
        var trace = new Trace(InstantSource.system(), traced::add);
        trace.begin(Trace.Wish.EVERYTHING);
        var events = new Events();
        events.listen(event -> {
            if (event instanceof Event.RequestServed || event instanceof Event.RequestRefused)
                answered.incrementAndGet();
        });
        tracing = new TestBridge(first, events, LIMITS, one, trace);
        playing = new TestBridge(second, new Events(), LIMITS, other);
    }

    @AfterAll
    static void stop() {
        tracing.close();
        playing.close();
    }

    @TestFactory
    Stream<DynamicTest> aTraceIsADialogueThatPasses() {
        return DialogueFiles.all()
                .filter(file -> !NOT_AGAIN.contains(file.name()))
                .filter(file -> !isOfDevices(file.read(Version.V16_1)))
                .map(file -> {
                    Version newest = List.copyOf(file.versions()).getLast();
                    return dynamicTest(file.name(), () -> run(file, newest));
                });
    }

    /** A policy, or what an owner decides, is not in a trace. */
    private static boolean isOfDevices(Dialogue dialogue) {
        return !dialogue.policy().isEmpty()
                || dialogue.steps().stream()
                        .anyMatch(step -> step instanceof Step.Act act
                                && act.words().at(0).equals("owner"));
    }

    private static void run(DialogueFiles.File file, Version version) {
        String login = "anna" + users.incrementAndGet() + "@example.org";
        String text = played(file.read(version), version, login);
        Dialogue again = DialogueReader.read("trace of " + file.name(), text, version);
        try {
            new DialogueRun(playing, second, again, version, login).run();
        } catch (AssertionError broken) {
            throw new AssertionError(broken.getMessage() + "\n\n" + text, broken);
        }
    }

    /** What the trace says of it, and between that what happened at the host. */
    private static String played(Dialogue dialogue, Version version, String login) {
        int before = answered.get();
        var run = new DialogueRun(tracing, first, dialogue, version, login);
        var text = new StringBuilder();
        var meanwhile = new StringBuilder();
        var seen = new AtomicInteger(traced.size());
        run.run(step -> {
            if (!run.isWaiting()) awaitAnswered(before + run.requests());
            if (step instanceof Step.Act act && !act.words().at(0).equals("phone"))
                (run.isWaiting() ? meanwhile : text).append(line(act.words()));
            if (run.isWaiting()) return;
            for (int i = seen.get(); i < traced.size(); i++) text.append(inserted(traced.get(i), meanwhile));
            seen.set(traced.size());
        });
        return text.toString();
    }

    /** An exchange is over a moment after its answer came. */
    private static void awaitAnswered(int all) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (answered.get() != all) {
            if (System.nanoTime() - end > 0) throw new AssertionError("traced " + answered.get() + " of " + all);
            LockSupport.parkNanos(50_000);
        }
    }

    private static String inserted(String block, StringBuilder meanwhile) {
        int answer = block.lastIndexOf("\n< ") + 1;
        String said = CHANCE.matcher(block.substring(answer)).replaceAll("$1{*}");
        String whole = block.substring(0, answer) + meanwhile + said;
        meanwhile.setLength(0);
        return whole;
    }

    private static String line(Dialogue.Words words) {
        var all = new ArrayList<String>();
        for (String word : words.bare()) all.add(quoted(word));
        for (Map.Entry<String, String> one : words.named().entrySet())
            all.add(one.getKey() + "=" + quoted(one.getValue()));
        return String.join(" ", all) + "\n";
    }

    private static String quoted(String word) {
        if (word.matches("[^\\s\"]\\S*")) return word;
        return '"'
                + word.replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace("\r", "\\r")
                        .replace("\n", "\\n")
                        .replace("\t", "\\t")
                + '"';
    }
}
