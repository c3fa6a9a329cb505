package org.mailspan.support;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Prints at the end of a run what was skipped and why: Maven prints only how many, and a test that never runs should not go
 * unnoticed. JUnit finds it through {@code src/test/launcher}.
 */
public final class SkippedTests implements TestExecutionListener {
    private final Map<String, List<String>> byReason = new ConcurrentSkipListMap<>();

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        note(test, reason);
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (result.getStatus() == Status.ABORTED)
            note(test, result.getThrowable().map(Throwable::getMessage).orElse("no reason given"));
    }

    @Override
    public void testPlanExecutionFinished(TestPlan plan) {
        byReason.forEach(
                (reason, tests) -> System.out.println("Skipped (" + reason + "): " + String.join(", ", tests)));
        byReason.clear();
    }

    private void note(TestIdentifier test, String reason) {
        String shown = reason.replaceFirst("^Assumption failed: ", "").strip();
        byReason.computeIfAbsent(shown, _ -> new CopyOnWriteArrayList<>()).add(nameOf(test));
    }

    private static String nameOf(TestIdentifier test) {
        return switch (test.getSource().orElse(null)) {
            case MethodSource method -> simple(method.getClassName()) + "." + method.getMethodName();
            case ClassSource type -> simple(type.getClassName());
            case null, default -> test.getDisplayName();
        };
    }

    private static String simple(String className) {
        return className.substring(className.lastIndexOf('.') + 1);
    }
}
