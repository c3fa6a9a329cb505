package org.mailspan.support;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Notes the requirements of tests that ran and passed, and writes the index of all at the end of a run, to
 * {@code target/requirements.md}. A test with parameters counts if all of its runs passed. JUnit finds it through
 * {@code src/test/launcher}.
 */
public final class RequirementsListener implements TestExecutionListener {
    private final Map<Method, Set<String>> passed = new ConcurrentHashMap<>();
    private final Set<Method> failed = ConcurrentHashMap.newKeySet();

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        Optional<Method> method = test.getSource()
                .filter(MethodSource.class::isInstance)
                .map(MethodSource.class::cast)
                .map(MethodSource::getJavaMethod);
        if (method.isEmpty()) return;
        if (result.getStatus() == Status.FAILED) failed.add(method.get());
        if (result.getStatus() != Status.SUCCESSFUL || !test.isTest()) return;
        List<String> shown = shown(method.get());
        if (!shown.isEmpty()) passed.put(method.get(), Set.copyOf(shown));
    }

    private static List<String> shown(Method method) {
        var all = new ArrayList<String>();
        AnnotationSupport.findAnnotation(method, Shows.class).ifPresent(shows -> all.addAll(ids(shows)));
        AnnotationSupport.findAnnotation(method.getDeclaringClass(), Shows.class)
                .ifPresent(shows -> all.addAll(ids(shows)));
        return all;
    }

    private static List<String> ids(Shows shows) {
        return Arrays.stream(shows.value())
                .flatMap(text -> Arrays.stream(text.strip().split("\\s+")))
                .toList();
    }

    @Override
    public void testPlanExecutionFinished(TestPlan plan) {
        passed.forEach((method, ids) -> {
            if (!failed.contains(method))
                RequirementsShown.by(method.getDeclaringClass().getSimpleName() + "." + method.getName(), ids);
        });
        RequirementIndex.write();
    }
}
