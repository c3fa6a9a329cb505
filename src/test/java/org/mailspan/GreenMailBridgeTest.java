package org.mailspan;

import org.mailspan.support.GreenMailHost;
import org.mailspan.support.MailHost;

/** A host that can little: no CONDSTORE, no SPECIAL-USE, no NOTIFY. */
class GreenMailBridgeTest extends BridgeContract {
    @Override
    MailHost host() {
        return GreenMailHost.shared();
    }

    @Override
    String asTold(String text) {
        return text.endsWith("\r\n") ? text.substring(0, text.length() - 2) : text;
    }
}
