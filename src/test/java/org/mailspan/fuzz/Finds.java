package org.mailspan.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Inputs that a target once failed at, where Jazzer keeps them: {@code JazzerFuzzInputs/TARGET/NAME}. */
final class Finds {
    private Finds() {}

    static Map<String, byte[]> of(String target) {
        URL directory = Finds.class.getResource("JazzerFuzzInputs/" + target);
        if (directory == null) return Map.of();
        var finds = new TreeMap<String, byte[]>();
        try (Stream<Path> files = Files.list(Path.of(directory.toURI()))) {
            for (Path file : files.toList()) finds.put(file.getFileName().toString(), Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
        return finds;
    }
}
