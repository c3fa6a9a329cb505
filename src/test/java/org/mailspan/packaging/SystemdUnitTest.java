package org.mailspan.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.mailspan.support.Hosts;

/** The systemd unit shuts away what the bridge does not need. That it starts within these walls shows .ci/unit. */
final class SystemdUnitTest {
    private static final Path UNIT = Path.of("src/packaging/mailspan.service");
    private static final Pattern EXPOSURE = Pattern.compile("exposure level for \\S+: ([0-9.]+)");

    /** 1.4 with systemd 252; newer ones ask a little more. Below 2 is what systemd calls OK at most. */
    private static final double MOST = 1.5;

    @Test
    void systemdHasLittleToSayAgainstIt() throws IOException, InterruptedException {
        Hosts.requireBinary("systemd-analyze", "systemd");
        var process = new ProcessBuilder("systemd-analyze", "security", "--offline=true", "--no-pager", UNIT.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        var exposure = EXPOSURE.matcher(said);
        assertTrue(exposure.find(), said);
        assertTrue(Double.parseDouble(exposure.group(1)) <= MOST, said);
    }

    @Test
    void itRunsAsAUserOfItsOwnWithOneCapabilityAtMost() throws IOException {
        List<String> unit = Files.readAllLines(UNIT);
        assertTrue(unit.contains("User=mailspan"));
        for (String line : unit)
            if (line.startsWith("AmbientCapabilities=") || line.startsWith("CapabilityBoundingSet="))
                assertEquals("CAP_NET_BIND_SERVICE", line.substring(line.indexOf('=') + 1));
    }
}
