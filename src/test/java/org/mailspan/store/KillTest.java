package org.mailspan.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mailspan.store.Samples.item;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mailspan.support.OtherProcess;

/** A process that is killed while it writes has lost nothing that it was told is written, and half of nothing. */
final class KillTest {
    @TempDir
    Path directory;

    @Test
    @Timeout(60)
    void whatReturnedBeforeAKillIsThereAfterIt() throws Exception {
        List<Long> told = writeUntilKilled();
        assertTrue(told.size() >= 200);
        List<String> notices = new ArrayList<>();
        try (Store store = SqliteStore.open(directory, notices::add)) {
            for (long key : told) assertEquals(Optional.of(item(1, key)), store.read(rows -> rows.item(1, key)));
            assertEquals(keys(store, 1), keys(store, 2));
            store.update(rows -> rows.putItems(List.of(item(1, 0))));
        }
        assertEquals(List.of(), notices);
    }

    private static List<Long> keys(Store store, long folder) {
        return store.read(rows -> {
            List<Long> keys = new ArrayList<>();
            rows.eachLiving(folder, row -> keys.add(row.key()));
            return keys;
        });
    }

    private List<Long> writeUntilKilled() throws IOException, InterruptedException {
        Process process = OtherProcess.java(Victim.class.getName(), directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<Long> told = new ArrayList<>();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            while (told.size() < 200) told.add(Long.valueOf(lines.readLine()));
        } finally {
            process.destroyForcibly().waitFor();
        }
        return told;
    }

    /** Writes the same keys into two folders, from four threads, and says each key that is written. */
    static final class Victim {
        private Victim() {}

        public static void main(String[] arguments) {
            Store store = SqliteStore.open(Path.of(arguments[0]));
            PrintStream told = System.out;
            for (long first = 1; first <= 4; first++) {
                long start = first;
                Thread.ofPlatform().start(() -> {
                    for (long key = start; ; key += 4) {
                        long written = key;
                        store.update(rows -> {
                            rows.putItems(List.of(item(1, written)));
                            rows.putItems(List.of(item(2, written)));
                        });
                        told.println(written);
                    }
                });
            }
        }
    }
}
