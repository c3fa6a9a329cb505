package org.mailspan.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Base64;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every target reads what it is made for, what was once found, and so many inputs made of these; see the package. */
final class TargetsTest {
    private static final long SEED = Long.getLong("mailspan.seed", 26);
    private static final int INPUTS = Integer.getInteger("mailspan.mutants", 1_000);

    @TestFactory
    Stream<DynamicNode> whatStrangersWriteIsReadOrRefused() {
        return Targets.ALL.stream()
                .map(target -> dynamicContainer(
                        target.name(),
                        Stream.of(
                                dynamicTest("seeds", () -> seeds(target)),
                                dynamicTest("finds", () -> finds(target)),
                                dynamicTest(INPUTS + " inputs", () -> inputs(target)))));
    }

    private static void seeds(Target target) {
        for (byte[] seed : target.seeds().get()) read(target, seed, "seed");
    }

    private static void finds(Target target) {
        Finds.of(target.name()).forEach((name, find) -> read(target, find, name));
    }

    private static void inputs(Target target) {
        var mutator = new Mutator(target, SEED);
        for (int i = 0; i < INPUTS; i++) read(target, mutator.next(), "-Dmailspan.seed=" + SEED + ", input " + i);
    }

    private static void read(Target target, byte[] input, String name) {
        try {
            Watched.read(target, input);
        } catch (Throwable fault) {
            throw new AssertionError(name + ": " + Base64.getEncoder().encodeToString(input), fault);
        }
    }

    @Test
    void jazzerHasAMethodForEachTarget() {
        Set<String> methods = Arrays.stream(JazzerFuzz.class.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(FuzzTest.class))
                .map(Method::getName)
                .collect(Collectors.toSet());
        Set<String> targets = Targets.ALL.stream().map(Target::name).collect(Collectors.toSet());
        targets.add("beforeTrust");
        assertEquals(targets, methods);
    }
}
