package org.mailspan.command;

import java.util.Optional;
import org.mailspan.backend.BackendException;
import org.mailspan.format.Meeting;
import org.mailspan.protocol.ServerId;
import org.mailspan.sync.Session;

/** Where the meeting of an answered invitation is entered, if the account has a calendar. */
@FunctionalInterface
interface Calendars {
    /** For accounts without one: no event is written, and no CalendarId told. */
    Calendars NONE = (session, meeting, answer) -> Optional.empty();

    /**
     * Enters the meeting as accepted or as tentative, or takes it out when it is declined (MS-ASCMD 3.1.5.6). May be
     * asked again for the same answer.
     *
     * @return the event; empty when it was declined
     */
    Optional<ServerId> answered(Session session, Meeting meeting, Meeting.PartStat answer) throws BackendException;
}
