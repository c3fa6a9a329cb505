package org.mailspan;

import java.io.IOException;
import java.util.List;
import org.mailspan.acme.AcmeSettings;
import org.mailspan.acme.Renewals;
import org.mailspan.cli.Running;
import org.mailspan.event.Events;
import org.mailspan.http.tls.Challenges;

/** A bridge whose certificate comes from an authority, and is renewed while it serves. */
record Certified(Bridge bridge, Renewals renewals) implements Running {
    static Certified of(Bridge bridge, AcmeSettings settings, Challenges challenges, Events events) throws IOException {
        try {
            Renewals renewals = Renewals.of(settings, challenges, events, bridge::certificateWritten);
            renewals.start();
            return new Certified(bridge, renewals);
        } catch (IOException | RuntimeException failed) {
            bridge.close();
            throw failed;
        }
    }

    @Override
    public List<String> addresses() {
        return bridge.addresses();
    }

    @Override
    public void close() {
        renewals.close();
        bridge.close();
    }
}
