package org.mailspan;

import org.mailspan.support.DovecotHost;
import org.mailspan.support.MailHost;

/** A real Dovecot with all that it can. */
class DovecotBridgeTest extends BridgeContract {
    @Override
    MailHost host() {
        return DovecotHost.shared();
    }

    @Override
    String asTold(String text) {
        return text;
    }
}
