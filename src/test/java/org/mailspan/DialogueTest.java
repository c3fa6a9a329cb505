package org.mailspan;

import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.mailspan.command.CommandLimits;
import org.mailspan.event.Events;
import org.mailspan.protocol.Version;
import org.mailspan.support.Dialogue;
import org.mailspan.support.DialogueFiles;
import org.mailspan.support.DialogueHost;
import org.mailspan.support.DialoguePolicy;
import org.mailspan.support.DialogueRun;
import org.mailspan.support.RequirementsShown;
import org.mailspan.support.TestBridge;

/** Every dialogue of {@code src/test/resources/dialogue}, over HTTP; each has a user of its own. */
final class DialogueTest {
    /** As in earnest, but for times and numbers that a dialogue can reach. */
    private static final CommandLimits LIMITS = new CommandLimits(
            Duration.ofSeconds(1), Duration.ofSeconds(3540), 5, Duration.ofMillis(50), 4 << 20, Duration.ofSeconds(12));

    private static final AtomicInteger users = new AtomicInteger();
    private static final Map<Map<String, String>, TestBridge> bridges = new HashMap<>();
    private static DialogueHost host;
    private static Path data;

    @BeforeAll
    static void start(@TempDir Path directory) {
        host = new DialogueHost();
        data = directory;
    }

    @AfterAll
    static void stop() {
        bridges.values().forEach(TestBridge::close);
        bridges.clear();
    }

    /** One for all dialogues that ask the same of devices. */
    private static TestBridge bridge(Dialogue dialogue) {
        return bridges.computeIfAbsent(dialogue.policy(), policy -> {
            var bridge = new TestBridge(host, new Events(), LIMITS, data.resolve("bridge" + bridges.size()));
            if (!policy.isEmpty()) bridge.restart(DialoguePolicy.of(policy));
            return bridge;
        });
    }

    @TestFactory
    Stream<DynamicNode> theBridgeAnswersAsWritten() {
        return DialogueFiles.all().map(file -> dynamicContainer(file.name(), tests(file)));
    }

    private static List<DynamicTest> tests(DialogueFiles.File file) {
        return file.versions().stream()
                .map(version -> dynamicTest(version.text(), () -> run(file, version)))
                .toList();
    }

    private static void run(DialogueFiles.File file, Version version) {
        Dialogue dialogue = file.read(version);
        new DialogueRun(bridge(dialogue), host, dialogue, version, "anna" + users.incrementAndGet() + "@example.org")
                .run();
        RequirementsShown.by("dialogue " + dialogue.name(), dialogue.shows());
    }
}
