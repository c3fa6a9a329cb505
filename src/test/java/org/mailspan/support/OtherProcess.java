package org.mailspan.support;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Java in a process of its own, with the class path of this one: for what is killed, or asked as a user does. */
public final class OtherProcess {
    private OtherProcess() {}

    /** @param arguments options of Java, the main class, its arguments */
    public static ProcessBuilder java(String... arguments) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path")));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }
}
