package org.mailspan;

import org.mailspan.support.DovecotHost;
import org.mailspan.support.MailHost;

class DovecotDayTest extends DayContract {
    @Override
    MailHost host() {
        return DovecotHost.shared();
    }
}
