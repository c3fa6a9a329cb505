package org.mailspan.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a JVM is started.
 *
 * @param flags which win over those of the README
 * @param jar instead of this program's own class path and a main class
 */
record Launch(List<String> flags, Optional<Path> jar) {
    /** As this process was. */
    static final Launch AS_BUILT = new Launch(List.of(), Optional.empty());

    private static final Path JAR = Path.of("target/mailspan.jar");

    /** Stands in the manifest of mailspan.jar. */
    private static final String NATIVE = "--enable-native-access=ALL-UNNAMED";

    /** As an owner does; where the jar was built. */
    static Optional<Launch> packaged() {
        return Files.exists(JAR) ? Optional.of(new Launch(List.of(), Optional.of(JAR))) : Optional.empty();
    }

    Launch with(String more) {
        var all = new ArrayList<>(flags);
        all.add(more);
        return new Launch(all, jar);
    }

    /** All that stands between the README's flags and the program's arguments. */
    List<String> command(String main) {
        var command = new ArrayList<>(flags);
        if (jar.isPresent()) command.addAll(List.of("-jar", jar.get().toString()));
        else command.addAll(List.of(NATIVE, "-cp", System.getProperty("java.class.path"), main));
        return command;
    }
}
