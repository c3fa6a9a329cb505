package org.mailspan;

import org.mailspan.support.GreenMailHost;
import org.mailspan.support.MailHost;

class GreenMailDayTest extends DayContract {
    @Override
    MailHost host() {
        return GreenMailHost.shared();
    }
}
