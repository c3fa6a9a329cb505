package org.mailspan.store;

import java.time.Instant;

/** What one transaction can do with the decisions; it sees its own changes. */
public interface DecisionWrites extends DecisionReads {
    /** {@code row.revision()} is ignored: the next one is given. */
    void putDevice(DecisionRow row);

    /** Removes a device with all that hangs on it. */
    void removeDevice(String account, String device);

    /** Replaces an earlier order; counts as a change of the device. */
    void putWipe(WipeRow row);

    void putAttended(Instant now);

    /** Notes what happened; of each device the last hundred are kept. */
    void logDevice(DeviceLogRow row);

    void putAppPassword(AppPasswordRow row);

    void removeAppPassword(String account, String id);

    void putMailPassword(MailPasswordRow row);

    void removeMailPassword(String account);

    /** @param now orders that are over by then are removed */
    void putTrace(TraceRow row, Instant now);

    /** @return whether there was one */
    boolean removeTrace(String account, String device);
}
