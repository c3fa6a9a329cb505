package org.mailspan.support;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** What tests need of the machine: missing, it is a named skip, or a failure with -Dmailspan.hosts=required (CI). */
public final class Hosts {
    private Hosts() {}

    /** Skips (or fails) the calling test unless the program is there, with the Debian package that brings it. */
    public static void requireBinary(String name, String debianPackage) {
        if (!isThere(name)) missing("needs " + name + ": apt-get install " + debianPackage);
    }

    static void missing(String reason) {
        if ("required".equals(System.getProperty("mailspan.hosts"))) fail(reason);
        abort(reason);
    }

    /** Servers such as dovecot lie in sbin, which is not in the PATH of an ordinary user on Debian. */
    private static boolean isThere(String name) {
        String path = System.getenv().getOrDefault("PATH", "") + File.pathSeparator + "/usr/sbin";
        return Arrays.stream(path.split(File.pathSeparator))
                .map(directory -> Path.of(directory, name))
                .anyMatch(Files::isExecutable);
    }
}
