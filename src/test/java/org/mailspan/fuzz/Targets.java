package org.mailspan.fuzz;

import java.util.List;
import java.util.stream.Stream;
import org.mailspan.backend.imap.ImapTarget;
import org.mailspan.backend.sieve.SieveTarget;
import org.mailspan.command.CommandTarget;
import org.mailspan.format.FormatTargets;
import org.mailspan.http.HttpTargets;
import org.mailspan.wbxml.WbxmlTarget;

/** Whatever reads what strangers write. */
final class Targets {
    static final List<Target> ALL = Stream.concat(
                    Stream.of(
                            HttpTargets.requestLine(),
                            HttpTargets.authorization(),
                            HttpTargets.autodiscover(),
                            HttpTargets.proxy(),
                            WbxmlTarget.wbxml(),
                            CommandTarget.command(),
                            SieveTarget.sieve(),
                            ImapTarget.imap()),
                    FormatTargets.all().stream())
            .toList();

    private Targets() {}

    static Target named(String name) {
        return ALL.stream()
                .filter(target -> target.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
