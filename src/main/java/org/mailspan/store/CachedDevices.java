package org.mailspan.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the cache knows of devices, for a look from another process than the one that serves: nothing is changed. */
public final class CachedDevices {
    private CachedDevices() {}

    /** Those of cache.db in {@code directory}; none where there is no such file. */
    public static List<DeviceRow> in(Path directory) {
        Path file = directory.toAbsolutePath().resolve("cache.db");
        if (!Files.exists(file)) return List.of();
        try (Database database = new DatabaseFile(file, () -> {}).openToRead()) {
            return new DeviceTable(database).all();
        }
    }
}
