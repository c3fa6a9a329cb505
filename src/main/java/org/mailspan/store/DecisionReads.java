package org.mailspan.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Questions to the decisions, all answered from one snapshot. */
public interface DecisionReads {
    Optional<DecisionRow> device(String account, String device);

    /** Of one account, by id; forgotten ones too. */
    List<DecisionRow> devices(String account);

    /** Of all accounts. */
    List<DecisionRow> devices();

    /** Devices that were changed after that revision, in the order of the changes. */
    List<DecisionRow> devicesChangedAfter(long revision);

    /** The number of the last change of a device; 0 before any. */
    long revision();

    /** The last order to wipe a device, whatever became of it. */
    Optional<WipeRow> wipe(String account, String device);

    List<WipeRow> wipes(WipeRow.State state);

    /** Up to when somebody looked after this file without a long pause. */
    Instant attended();

    /** What happened with a device, the newest last. */
    List<DeviceLogRow> deviceLog(String account, String device);

    Optional<AppPasswordRow> appPassword(String account, String id);

    /** Of one account, by id. */
    List<AppPasswordRow> appPasswords(String account);

    /** Of all accounts. */
    List<AppPasswordRow> appPasswords();

    Optional<MailPasswordRow> mailPassword(String account);

    /** Of all accounts. */
    List<MailPasswordRow> mailPasswords();

    /** Of all accounts; those that are over too. */
    List<TraceRow> traces();
}
