package org.mailspan.sync;

import org.mailspan.backend.Backend;
import org.mailspan.protocol.Version;

/** Which device of which account speaks, and in which version. */
public record Session(Backend backend, String device, Version version) {
    public String account() {
        return backend.account().id();
    }
}
