package org.mailspan.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** All questions and changes over one connection to the decisions; on a read-only one it is given out as reads. */
final class DecisionRows implements DecisionWrites {
    private final Database database;
    private final DecisionTable devices;
    private final WipeTable wipes;
    private final PasswordTable passwords;
    private final TraceTable traces;

    DecisionRows(Database database) {
        this.database = database;
        devices = new DecisionTable(database);
        wipes = new WipeTable(database);
        passwords = new PasswordTable(database);
        traces = new TraceTable(database);
    }

    /** Another number than before if any other connection changed anything. */
    long version() {
        return database.first("PRAGMA data_version", row -> row.getLong(1)).orElse(0L);
    }

    @Override
    public Optional<DecisionRow> device(String account, String device) {
        return devices.byId(account, device);
    }

    @Override
    public List<DecisionRow> devices(String account) {
        return devices.ofAccount(account);
    }

    @Override
    public List<DecisionRow> devices() {
        return devices.all();
    }

    @Override
    public List<DecisionRow> devicesChangedAfter(long revision) {
        return devices.changedAfter(revision);
    }

    @Override
    public long revision() {
        return devices.revision();
    }

    @Override
    public Optional<WipeRow> wipe(String account, String device) {
        return wipes.of(account, device);
    }

    @Override
    public List<WipeRow> wipes(WipeRow.State state) {
        return wipes.in(state);
    }

    @Override
    public Instant attended() {
        return wipes.attended();
    }

    @Override
    public List<DeviceLogRow> deviceLog(String account, String device) {
        return devices.log(account, device);
    }

    @Override
    public Optional<AppPasswordRow> appPassword(String account, String id) {
        return passwords.byId(account, id);
    }

    @Override
    public List<AppPasswordRow> appPasswords(String account) {
        return passwords.ofAccount(account);
    }

    @Override
    public List<AppPasswordRow> appPasswords() {
        return passwords.all();
    }

    @Override
    public Optional<MailPasswordRow> mailPassword(String account) {
        return passwords.mailOf(account);
    }

    @Override
    public List<MailPasswordRow> mailPasswords() {
        return passwords.mailAll();
    }

    @Override
    public List<TraceRow> traces() {
        return traces.all();
    }

    @Override
    public void putTrace(TraceRow row, Instant now) {
        traces.put(row, now);
    }

    @Override
    public boolean removeTrace(String account, String device) {
        return traces.remove(account, device);
    }

    @Override
    public void putAppPassword(AppPasswordRow row) {
        passwords.put(row);
    }

    @Override
    public void removeAppPassword(String account, String id) {
        passwords.remove(account, id);
    }

    @Override
    public void putMailPassword(MailPasswordRow row) {
        passwords.putMail(row);
    }

    @Override
    public void removeMailPassword(String account) {
        passwords.removeMail(account);
    }

    @Override
    public void putDevice(DecisionRow row) {
        devices.put(row);
    }

    @Override
    public void removeDevice(String account, String device) {
        devices.remove(account, device);
        wipes.remove(account, device);
    }

    @Override
    public void putWipe(WipeRow row) {
        wipes.put(row);
        devices.touch(row.account(), row.device());
    }

    @Override
    public void putAttended(Instant now) {
        wipes.putAttended(now);
    }

    @Override
    public void logDevice(DeviceLogRow row) {
        devices.putLog(row);
    }
}
